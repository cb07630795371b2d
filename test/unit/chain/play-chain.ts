import { createAffinity } from "../../../src/chain/affinity.ts";
import { ChainError, type ChainStep, type Ended, runChain } from "../../../src/chain/chain.ts";
import { createCooldowns } from "../../../src/chain/cooldown.ts";
import { createRepeatBudget } from "../../../src/chain/repeat-budget.ts";
import type { Requirements } from "../../../src/chain/requirements.ts";
import {
  type Candidate,
  createResolveCandidates,
  findModel,
  type Target,
} from "../../../src/chain/target.ts";
import { parseConfig } from "../../../src/config/load.ts";
import { type FailureKind, UpstreamError, type UpstreamFailure } from "../../../src/errors.ts";

export const plain: Requirements = { images: false, documents: false, tools: false, webSearch: false };
export const start = 1_800_000_000_000;

/** What each provider does, call by call; after the last entry it answers. */
export type Script = Readonly<
  Record<string, readonly (FailureKind | Partial<UpstreamFailure> | undefined)[]>
>;

export function candidatesFor(
  providers: readonly string[],
  mappingExtra: Readonly<Record<string, string>> = {},
  keys = 1,
): readonly Candidate[] {
  const toml = [
    '[router]\ndefault = "m"',
    ...providers.map(
      (name) =>
        `[[providers]]\nname = "${name}"\nprovider_type = "openai-compatible"\nbase_url = "http://127.0.0.1:1/v1"\napi_key = [${Array.from({ length: keys }, (_, at) => `"k-${name}-${at}"`).join(", ")}]`,
    ),
    '[[models]]\nname = "m"',
    ...providers.map(
      (name, at) =>
        `[[models.mappings]]\nprovider = "${name}"\nactual_model = "x"\npriority = ${at + 1}\n${mappingExtra[name] ?? ""}`,
    ),
  ].join("\n");
  const { config, findings } = parseConfig(toml, { path: "c.toml", env: {} });
  const model = config && findModel(config, "m");
  if (!model) throw new Error(findings.map(({ message }) => message).join("\n"));
  const credentials = {
    handlesOf: ({ name, keys }: { name: string; keys: readonly unknown[] }) =>
      keys.map((_, at) => ({
        id: at === 0 ? name : `${name}#${at + 1}`,
        version: "1",
        resolve: () => Promise.reject(new Error("not called")),
        refreshAfterRejection: async () => name === "oauth",
      })),
  };
  return createResolveCandidates(credentials)(config, model, { hasCredential: false });
}

export function setUp(candidates: readonly Candidate[], script: Script) {
  const clock = { now: start };
  const calls: string[] = [];
  const waits: number[] = [];
  const cooldowns = createCooldowns({ now: () => clock.now, storage: { load: () => [], save: () => {} } });
  const affinity = createAffinity({ ttlMs: () => 300_000, now: () => clock.now });
  const repeats = createRepeatBudget(() => clock.now);
  const steps: ChainStep[] = [];
  const ends: Ended[] = [];
  const failing = new Map<string, number>();
  const attempt = async ({ provider: { name } }: Target, ended: Ended): Promise<string> => {
    calls.push(name);
    ends.push(ended);
    const turn = failing.get(name) ?? 0;
    failing.set(name, turn + 1);
    const outcome = script[name]?.[turn];
    if (outcome === undefined) return name;
    const failure = typeof outcome === "string" ? { kind: outcome } : outcome;
    throw new UpstreamError({ kind: "server_error", message: `${name} failed`, ...failure });
  };
  const run = async (
    more: {
      session?: string;
      isContinued?: boolean;
      needs?: Requirements;
      spent?: string;
      signal?: AbortSignal;
    } = {},
  ): Promise<string> => {
    try {
      return await runChain(
        {
          candidates,
          needs: more.needs ?? plain,
          client: "anthropic",
          session: more.session,
          isContinued: more.isContinued ?? true,
          model: "m",
          configRevision: "1",
          signal: more.signal ?? new AbortController().signal,
          attempt,
          mend: (_, { parameter }) => parameter !== undefined,
          onStep: (step) => steps.push(step),
        },
        {
          cooldowns,
          repeats,
          affinity,
          isNearlySpent: ({ provider }) => more.spent === provider.name,
          now: () => clock.now,
          wait: async (ms) => {
            waits.push(ms);
            clock.now += ms;
          },
        },
      );
    } catch (error) {
      if (error instanceof ChainError) return `failed ${error.failure.kind}`;
      throw error;
    }
  };
  const outcomeOf = async (): Promise<readonly [string, string]> => [await run(), calls.join(" ")];
  return { run, outcomeOf, calls, waits, clock, steps, cooldowns, ends };
}

export const times = (count: number, kind: FailureKind): FailureKind[] =>
  Array.from({ length: count }, () => kind);
