import type { LiveRequest } from "../../pipeline/live-requests.ts";
import { formatCost } from "../../usage/format-figures.ts";
import { promptTokens } from "../../usage/prompt-tokens.ts";
import type { RequestSummary } from "../../usage/queries/request-rows.ts";
import type { Tone } from "../components/status.tsx";
import { formatSpan } from "../words/moments.ts";
import { outcomeWords } from "../words/outcome.ts";

/** A request as lists show it, whether it has ended or not; what is not known yet is absent. */
export interface ShownRequest {
  readonly id: string;
  readonly startedAt: number;
  readonly route: string;
  readonly model: string;
  readonly provider: string | undefined;
  readonly state: { readonly tone: Tone; readonly word: string };
  readonly tries: number;
  readonly input: number | undefined;
  readonly output: number | undefined;
  /** In words; empty where unknown. */
  readonly cost: string;
  readonly firstTokenMs: number | undefined;
  readonly totalMs: number;
}

/** `Waiting 3 s`, `Streaming 6 s`. */
export function liveWord({ streaming, startedAt }: LiveRequest, now: number): string {
  return `${streaming ? "Streaming" : "Waiting"} ${formatSpan(now - startedAt)}`;
}

/** One that still runs, as it stands at `now`. */
export function shownLive(live: LiveRequest, now: number): ShownRequest {
  const { id, startedAt, route, model, provider, tries, usage, firstTokenMs } = live;
  return {
    id,
    startedAt,
    route,
    model,
    provider,
    state: { tone: "live", word: liveWord(live, now) },
    tries,
    input: usage && promptTokens(usage),
    // Hosts that count only at the end say 0 or 1 until then.
    output: usage?.output !== undefined && usage.output > 1 ? usage.output : undefined,
    cost: "",
    firstTokenMs,
    totalMs: now - startedAt,
  };
}

/** One that the ledger has. */
export function shownEnded(request: RequestSummary): ShownRequest {
  const { id, startedAt, route, model, provider, tries, tokens, firstTokenMs, durationMs } = request;
  return {
    id,
    startedAt,
    route,
    model,
    provider,
    state: outcomeWords(request),
    tries,
    input: promptTokens(tokens),
    output: tokens.output,
    // Where nothing was consumed there is nothing to say of its cost.
    cost:
      tokens.input === undefined && tokens.output === undefined ? "" : formatCost(request.cost, request.plan),
    firstTokenMs,
    totalMs: durationMs,
  };
}
