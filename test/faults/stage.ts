import type { Exchange, ReceivedRequest } from "../support/stand-in/start-stand-in.ts";
import type { Step } from "../support/stand-in/step.ts";
import { wires } from "../support/wire/wires.ts";
import type { Case } from "./plan-cases.ts";
import { wholeAnswer } from "./scene.ts";

/** Which case and which of its targets a request is for. */
function addressOf(request: ReceivedRequest): { id: string; slot: number } {
  const [, id = "", slot = ""] = request.target.split("/");
  return { id: decodeURIComponent(id), slot: Number(slot) };
}

interface Entry {
  readonly one: Case;
  clientSaw: Promise<unknown>;
  startedAt: number;
  readonly asked: number[];
  readonly exchanges: Exchange[];
}

/** Where the cases are played: tells the stand-ins what to do and counts what they were asked. */
export class Stage {
  readonly #entries = new Map<string, Entry>();

  constructor(cases: readonly Case[]) {
    for (const one of cases)
      this.#entries.set(one.id, {
        one,
        clientSaw: Promise.resolve(),
        startedAt: 0,
        asked: [],
        exchanges: [],
      });
  }

  /** Says that a question was sent, and when its client has seen the first words of the answer. */
  begin(one: Case, clientSaw: Promise<unknown>): void {
    const entry = this.#entries.get(one.id);
    if (!entry) return;
    entry.startedAt ||= performance.now();
    entry.clientSaw = clientSaw;
  }

  /** Files an exchange under its case. */
  readonly record = (exchange: Exchange): void => {
    this.#entries.get(addressOf(exchange.request).id)?.exchanges.push(exchange);
  };

  /** The exchanges of a case so far, in the order in which they came in. */
  exchangesOf(one: Case): readonly Exchange[] {
    return this.#entries.get(one.id)?.exchanges ?? [];
  }

  /** The script of every stand-in: the first target fails in the way of its case, the others answer. */
  readonly script = (request: ReceivedRequest): readonly Step[] => {
    const { id, slot } = addressOf(request);
    const entry = this.#entries.get(id);
    const wireId = entry?.one.targets[slot];
    if (!entry || wireId === undefined) return [];
    const nth = entry.asked[slot] ?? 0;
    entry.asked[slot] = nth + 1;
    const sinceStartMs = request.receivedAt - entry.startedAt;
    const scene = { wire: wires[wireId], request, nth, sinceStartMs, clientSaw: entry.clientSaw };
    return slot === 0 && entry.one.fault.script ? entry.one.fault.script(scene) : wholeAnswer(scene);
  };
}

/** How often each target was called; one more number than there are targets, for calls to anywhere else. */
export function countCalls(one: Case, exchanges: readonly Exchange[]): number[] {
  const calls = Array.from({ length: one.targets.length + 1 }, () => 0);
  for (const { request } of exchanges) {
    const slot = Math.min(addressOf(request).slot, one.targets.length);
    calls[slot] = (calls[slot] ?? 0) + 1;
  }
  return calls;
}
