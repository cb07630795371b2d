import type { AdminDependencies } from "../dependencies.ts";
import { readTestAnswer, sendTest } from "./send-test.ts";

/** What became of one short question to a provider. */
export interface ProviderTest {
  readonly provider: string;
  readonly model: string;
  readonly ms: number;
  /** The upstream's words, or ccm's; absent: it answered. */
  readonly failure?: string;
}

const longestMs = 60_000;

/** The first model that is mapped to a provider, else the first that it serves by itself. */
function modelOf(deps: AdminDependencies, provider: string): string | undefined {
  const { models, providers } = deps.config();
  const mapped = models.find(({ mappings }) => mappings.some((mapping) => mapping.provider === provider));
  return mapped?.name ?? providers.find(({ name }) => name === provider)?.models[0];
}

/** Asks a provider one short question, through the same route and chain as a client. It costs a few tokens. */
export async function testProvider(
  deps: AdminDependencies,
  provider: string,
  signal: AbortSignal,
): Promise<ProviderTest> {
  const model = modelOf(deps, provider);
  const began = deps.monotonic();
  if (model === undefined) {
    return { provider, model: "", ms: 0, failure: "No model is mapped to it, so there is nothing to ask." };
  }
  const form = { message: "Say ok.", history: [], model, provider, effort: "", max_tokens: 16 } as const;
  try {
    const ends = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
    const answer = await readTestAnswer(await sendTest(deps, { ...form, history: [] }, false, ends));
    const ms = Math.round(deps.monotonic() - began);
    return { provider, model, ms, ...("failure" in answer && { failure: answer.failure }) };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { provider, model, ms: Math.round(deps.monotonic() - began), failure };
  }
}
