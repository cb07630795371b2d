import type { ModelConfig } from "../../config/config.ts";
import { messageOf } from "../../thrown.ts";
import type { AdminDependencies } from "../dependencies.ts";
import { readTestAnswer, sendTest } from "./send-test.ts";
import type { TestForm } from "./test-conversation.ts";

/** What became of one short question to a provider. */
export interface ProviderTest {
  readonly provider: string;
  /** The provider's own id; empty when there was nothing to ask. */
  readonly model: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly ms: number;
  /** The upstream's words, or ccm's; absent: it answered. */
  readonly failure?: string;
  /** Absent when no request was made. */
  readonly requestId?: string;
}

const longestMs = 30_000;

/** The first model that is mapped to a provider, else the first that it serves by itself; with that mapping alone. */
function modelOf(deps: AdminDependencies, provider: string): ModelConfig | undefined {
  const { models, providers } = deps.config();
  const mapped = models.flatMap(({ mappings }) => mappings).find((mapping) => mapping.provider === provider);
  const [listed] = providers.find(({ name }) => name === provider)?.models ?? [];
  const mapping =
    mapped ?? (listed === undefined ? undefined : { provider, actualModel: listed, priority: 1 });
  return mapping && { name: mapping.actualModel, mappings: [mapping], commit: "event" };
}

function question(model: string): TestForm {
  return {
    message: "Say ok.",
    history: [],
    model,
    provider: "",
    format: "anthropic",
    effort: "",
    plan: false,
    max_tokens: 16,
  };
}

/** Asks a provider one short question, through the same chain as a client. It costs a few tokens. */
export async function testProvider(
  deps: AdminDependencies,
  provider: string,
  signal: AbortSignal,
): Promise<ProviderTest> {
  const only = modelOf(deps, provider);
  const at = deps.now();
  if (!only) {
    return {
      provider,
      model: "",
      at,
      ms: 0,
      failure: "No model is mapped to it, so there is nothing to ask.",
    };
  }
  const began = deps.monotonic();
  const told = () => ({ provider, model: only.name, at, ms: Math.round(deps.monotonic() - began) });
  try {
    const ends = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
    const response = await sendTest(deps, question(only.name), { stream: false, signal: ends, only });
    const requestId = response.headers.get("x-ccm-request-id");
    const answer = await readTestAnswer(response, "anthropic");
    return {
      ...told(),
      ...(requestId !== null && { requestId }),
      ...("failure" in answer && { failure: answer.failure }),
    };
  } catch (error) {
    return { ...told(), failure: messageOf(error) };
  }
}
