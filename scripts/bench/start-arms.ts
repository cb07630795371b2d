import { type RunningCcm, startCcm } from "../../test/support/ccm/start-ccm.ts";
import type { ConfigUnderTest } from "../../test/support/ccm/write-config.ts";
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

/** The proxies that are compared, each in a process of its own. */
export interface Arms {
  readonly passThrough: { readonly pid: number; readonly url: string };
  readonly ccm: RunningCcm;
  /** The same program once more: how far two equal things differ is the measure's own error. */
  readonly twin: RunningCcm;
  stop(): Promise<void>;
}

export async function startArms(bench: Bench): Promise<Arms> {
  const passThrough = await startScript("pass-through", bench.upstream);
  const config = benchConfig(bench.upstream);
  const [ccm, twin] = await Promise.all([
    startCcm({ config, command: bench.command }),
    startCcm({ config, command: bench.command }),
  ]);
  return {
    passThrough,
    ccm,
    twin,
    stop: async () => {
      await Promise.all([passThrough.stop(), ccm.stop(), twin.stop()]);
    },
  };
}
