import { type RunningCcm, startCcm } from "../../test/support/ccm/start-ccm.ts";
import { type ConfigUnderTest, writeConfig } from "../../test/support/ccm/write-config.ts";
import { wireIds, wires } from "../../test/support/wire/wires.ts";
import { startScript } from "./process/start-script.ts";
import type { Bench } from "./report.ts";

/** Kinds of answer that the upstream knows, see `process/upstream.ts`. */
const answerKinds = [
  "json",
  "burst",
  "events-2",
  "events-20",
  "drip-20-200",
  "drip-400-20",
  "flood-400",
] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** Name of the model by which ccm is asked for an answer of a kind over a wire. */
export const modelName = (wire: string, kind: AnswerKind): string => `${wire}.${kind}`;

/** A configuration with a model for every wire and kind of answer. */
export function benchConfig(upstream: string): ConfigUnderTest {
  const pairs = wireIds.flatMap((wire) => answerKinds.map((kind) => ({ wire, kind })));
  return {
    server: ['log_level = "warn"', "max_body_mb = 64"],
    providers: pairs.map(({ wire, kind }) => ({
      name: modelName(wire, kind),
      wire: wires[wire],
      url: `${upstream}/${wire}/${kind}`,
    })),
    models: pairs.map(({ wire, kind }) => ({
      name: modelName(wire, kind),
      mappings: [{ provider: modelName(wire, kind), model: "bench" }],
    })),
  };
}

/** A proxy in a process of its own. */
export interface RunningProxy {
  readonly pid: number;
  /** Without trailing slash. */
  readonly url: string;
}

/** The proxies that are compared, each in a process of its own. */
export interface Arms {
  readonly passThrough: RunningProxy;
  /** The floor of what ccm is for, see `process/least-router.ts`. */
  readonly leastRouter: RunningProxy;
  readonly ccm: RunningCcm;
  /** The same program once more: how far two equal things differ is the measure's own error. */
  readonly twin: RunningCcm;
  /** The same without a ledger. */
  readonly unrecorded: RunningCcm;
  stop(): Promise<void>;
}

export async function startArms(bench: Bench): Promise<Arms> {
  const [passThrough, leastRouter] = await Promise.all([
    startScript("pass-through", bench.upstream),
    startScript("least-router", bench.upstream),
  ]);
  const config = benchConfig(bench.upstream);
  const withoutLedger = (port: number): string => `${writeConfig(config, port)}\n[usage]\nenabled = false\n`;
  const [ccm, twin, unrecorded] = await Promise.all([
    startCcm({ config, command: bench.command }),
    startCcm({ config, command: bench.command }),
    startCcm({ config: withoutLedger, command: bench.command }),
  ]);
  return {
    passThrough,
    leastRouter,
    ccm,
    twin,
    unrecorded,
    stop: async () => {
      const all = [passThrough, leastRouter, ccm, twin, unrecorded];
      await Promise.all(all.map((arm) => arm.stop()));
    },
  };
}
