import type { RequestSummary } from "../../usage/queries/request-rows.ts";
import type { Tone } from "../components/status.tsx";
import { failureWords } from "./failures.ts";

/** How a request ended, as a state. */
export function outcomeWords({ outcome, status, failureKind }: RequestSummary): {
  readonly tone: Tone;
  readonly word: string;
} {
  if (outcome === "cancelled") return { tone: "off", word: "Client left" };
  if (outcome !== "failed") return { tone: "ok", word: "Done" };
  if (failureKind === "context_too_long") return { tone: "warn", word: "Too long" };
  // An answer that broke off in the middle had its status 200 long before.
  if (status === 200) return { tone: "bad", word: failureWords(failureKind ?? "incomplete_stream") };
  return { tone: status === 429 ? "wait" : "bad", word: String(status) };
}
