import type { MappingConfig, ProviderConfig } from "../../config/config.ts";
import { indexJson } from "../../http/json-index.ts";
import { dialects } from "../../protocols/registry.ts";
import { providerRow } from "../../providers/table.ts";
import { messageOf } from "../../thrown.ts";
import type { Pipeline } from "../handle.ts";
import type { FeatureName } from "./feature-name.ts";
import { features } from "./features.ts";
import { readAnswer } from "./read-answer.ts";

/** What one probe found. */
export interface ProbeResult {
  /** The provider's own model id. */
  readonly model: string;
  readonly feature: FeatureName;
  /**
   * `unsupported`: it was asked and cannot, or ccm knows that it cannot; `refused`: it would not serve at all;
   * `untried`: nothing was sent, because the provider is not ready or cooling down.
   */
  readonly outcome: "ok" | "unsupported" | "refused" | "untried";
  /** The upstream's words where there are any, else ccm's; absent when all is well. */
  readonly reason?: string;
  readonly ms: number;
  /** For `ccm why`; absent when there was no request. */
  readonly requestId?: string;
}

/** What probes are made with. */
export interface ProbeDependencies {
  readonly pipeline: Pick<Pipeline, "handle">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly newId: (prefix: string) => string;
  readonly version: string;
}

/** One question to one provider: a mapping, whose options hold as for any request, and a feature. */
export interface Probe {
  readonly provider: ProviderConfig;
  readonly mapping: MappingConfig;
  readonly feature: FeatureName;
}

const longestMs = 90_000;
/** Statuses that speak of the request and not of the account or the host. */
const aboutTheRequest: ReadonlySet<number> = new Set([400, 413, 415, 422]);

const capabilityOf = {
  tools: "tools",
  parallel_tools: "tools",
  images: "images",
  pdf: "documents",
} as const;

/** Whether ccm knows that this type of provider cannot, and so would never send it such a request. */
function isKnownToLack(provider: ProviderConfig, feature: FeatureName): boolean {
  if (feature === "streaming" || feature === "thinking") return false;
  return providerRow(provider.type).capabilities?.[capabilityOf[feature]] === false;
}

function outcomeOfFailure(response: Response, feature: FeatureName): ProbeResult["outcome"] {
  if (response.headers.get("x-ccm-attempts") === "0") return "untried";
  return feature !== "streaming" && aboutTheRequest.has(response.status) ? "unsupported" : "refused";
}

/**
 * Asks a provider for one feature by a small real request, which goes through the pipeline to that one mapping alone:
 * no rule and no other target is asked. It costs tokens, and stands in the ledger like any other.
 */
export async function probeProvider(
  { provider, mapping, feature }: Probe,
  { pipeline, now, monotonic, newId, version }: ProbeDependencies,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const { actualModel: model } = mapping;
  if (isKnownToLack(provider, feature)) return { model, feature, outcome: "unsupported", ms: 0 };
  const { request, stream, outputTokens, lacks } = features[feature];
  const body = { model, max_tokens: outputTokens, stream, ...request };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const requestId = newId("req_");
  const receivedAt = monotonic();
  const found = (outcome: ProbeResult["outcome"], reason?: string): ProbeResult => ({
    model,
    feature,
    outcome,
    ...(reason !== undefined && { reason }),
    ms: Math.round(monotonic() - receivedAt),
    requestId,
  });
  try {
    const response = await pipeline.handle({
      id: requestId,
      endpoint: "messages",
      dialect: dialects.anthropic,
      headers: new Headers({ "user-agent": `ccm-test/${version}`, "anthropic-version": "2023-06-01" }),
      bytes,
      index: indexJson(bytes),
      signal: AbortSignal.any([signal, AbortSignal.timeout(longestMs)]),
      receivedAt,
      startedAt: now(),
      only: { name: model, mappings: [mapping], commit: "event" },
    });
    const read = await readAnswer(response);
    if ("failure" in read) return found(outcomeOfFailure(response, feature), read.failure);
    const lacking = lacks(read.answer);
    if (lacking === undefined) return found("ok");
    return found("unsupported", read.answer.cut ? "used up its tokens before an answer" : lacking);
  } catch (error) {
    return found("refused", messageOf(error));
  }
}
