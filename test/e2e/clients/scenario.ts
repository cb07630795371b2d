import type { RunningCcm } from "../../support/ccm/start-ccm.ts";
import type { ConfigUnderTest, MappingEntry, ProviderEntry } from "../../support/ccm/write-config.ts";
import type { WireId } from "../../support/wire/wire.ts";
import { wires } from "../../support/wire/wires.ts";
import type { Mind } from "./mind.ts";
import type { ClientRun, Playground } from "./run-client.ts";
import type { Seen } from "./scripted-model.ts";

/** What a scenario looks at when the client is done. */
export interface Outcome {
  readonly run: ClientRun;
  readonly seen: readonly Seen[];
  readonly playground: Playground;
}

/** A real client with a task, a model that plays its part, and what must come of it. */
export interface Scenario {
  readonly name: string;
  readonly wire: WireId;
  /** The configured model that serves the task. */
  readonly model: string;
  readonly mind: Mind;
  /** Further models beside the one asked for, each with the well provider alone. */
  readonly models?: readonly string[];
  /** Further TOML of the providers. */
  readonly provider?: readonly string[];
  /** Starts the client against a running ccm. */
  readonly start: (ccm: RunningCcm, playground: Playground) => Promise<ClientRun>;
  /** The client's last words to its user. */
  readonly answer: (outcome: Outcome) => Promise<string>;
  /** Words that the answer must hold. */
  readonly expects: readonly string[];
  /** What else is wrong, or nothing. */
  readonly check?: (outcome: Outcome) => Promise<readonly (string | false)[]>;
}

/** Name of the model on the well provider for a model of the configuration. */
export const wellName = (model: string): string => `well-${model}`;

/** A configuration whose every request meets the sick provider first. */
export function configOf(scenario: Scenario, url: string): ConfigUnderTest {
  const entry = (name: string): ProviderEntry => ({
    name,
    wire: wires[scenario.wire],
    url: `${url}/${name}`,
    extra: scenario.provider ?? [],
  });
  const well = (name: string): MappingEntry => ({ provider: "well", model: wellName(name) });
  return {
    providers: [entry("sick"), entry("well")],
    models: [
      { name: scenario.model, mappings: [{ provider: "sick", model: "sick-model" }, well(scenario.model)] },
      ...(scenario.models ?? []).map((name) => ({ name, mappings: [well(name)] })),
    ],
  };
}
