import type { Config } from "../config/config.ts";
import { modelLimits } from "../providers/model-limits.ts";

/** Environment variables by name, in the order to print them. */
export type ClientVariables = Readonly<Record<string, string>>;

/** Context window that Claude Code takes for granted with a model it does not know, in tokens. */
const assumedWindow = 1_000_000;

/** The smallest window among the targets that the default route may end at. */
function smallestWindow(config: Config): number | undefined {
  const model = config.models.find(({ name }) => name === config.router.default);
  const windows =
    model?.mappings.flatMap(
      ({ actualModel, contextWindow = modelLimits(actualModel).contextWindow }) => contextWindow ?? [],
    ) ?? [];
  return windows.length === 0 ? undefined : Math.min(...windows);
}

/** Whether some provider lives from the credential that the client itself sends. */
export function forwardsClientCredential(config: Config): boolean {
  return config.providers.some(({ enabled, authType }) => enabled && authType === "passthrough");
}

/**
 * What makes Claude Code (2.1, November 2026) work best with ccm: where to find it, something to send as credential,
 * the hint headers that name each request's class, the list of ccm's models, and a context window to compact by
 * where a model's is not the assumed one million.
 */
export function clientVariables(baseUrl: string, config: Config): ClientVariables {
  const key = config.server.apiKey;
  const window = smallestWindow(config);
  return {
    ANTHROPIC_BASE_URL: baseUrl,
    // A client without any credential does not start; with one set, it would not send its own login.
    ...(key !== undefined
      ? { ANTHROPIC_AUTH_TOKEN: key.reveal() }
      : forwardsClientCredential(config)
        ? {}
        : { ANTHROPIC_AUTH_TOKEN: "ccm" }),
    CLAUDE_CODE_GATEWAY_HINT_HEADERS: "1",
    CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: "1",
    ...(window !== undefined && window < assumedWindow
      ? { CLAUDE_CODE_MAX_CONTEXT_TOKENS: String(window) }
      : {}),
  };
}
