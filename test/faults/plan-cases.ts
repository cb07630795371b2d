import { type ClientApiId, nativeWires } from "../support/client/client-api.ts";
import type { WireId } from "../support/wire/wire.ts";
import type { Expected, Fault, Mode } from "./fault.ts";

/** One fault under one set of conditions. */
export interface Case {
  /** Path segment and model name; unique. */
  readonly id: string;
  readonly fault: Fault;
  readonly mode: Mode;
  readonly api: ClientApiId;
  /** Wire of each target in the order of their priority; the first one fails. */
  readonly targets: readonly WireId[];
  readonly expected: Expected;
}

/** Each target of a case is a provider of its own, so that no cooldown crosses cases. */
export function providerName(one: Case, slot: number): string {
  return `${one.id}.${slot}`;
}

export interface Plan {
  readonly faults: readonly Fault[];
  readonly apis: readonly ClientApiId[];
  readonly wires: readonly WireId[];
  /** `every`: all combinations. `diagonal`: each fault and mode with one and with three targets, wires and APIs in turn. */
  readonly breadth: "every" | "diagonal";
}

/** Lays out every fault over modes, wires, client APIs and one or three targets. */
export function planCases(plan: Plan): Case[] {
  const cases: Case[] = [];
  let turn = 0;
  for (const fault of plan.faults) {
    const wires = plan.wires.filter((wire) => fault.wires?.includes(wire) ?? true);
    for (const mode of fault.modes) {
      const all = wires.flatMap((wire) =>
        plan.apis.flatMap((api) =>
          [1, 3].map((count) => makeCase(fault, mode, api, wire, count, plan.wires)),
        ),
      );
      if (plan.breadth === "every") {
        cases.push(...all);
      } else {
        for (const count of [1, 3]) {
          const some = all.filter(({ targets }) => targets.length === count);
          const one = some[turn++ % some.length];
          if (one && !fault.heavy) cases.push(one);
        }
      }
    }
  }
  return cases;
}

function makeCase(
  fault: Fault,
  mode: Mode,
  api: ClientApiId,
  wire: WireId,
  count: number,
  wires: readonly WireId[],
): Case {
  const first = wires.indexOf(wire);
  const targets = Array.from({ length: count }, (_, slot) => wires[(first + slot) % wires.length] ?? wire);
  const expected =
    typeof fault.expected === "function" ? fault.expected(wire, wire !== nativeWires[api]) : fault.expected;
  const id = [fault.name, mode, api, wire, count].join(".");
  return { id, fault, mode, api, targets, expected };
}
