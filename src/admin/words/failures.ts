import type { FailureKind } from "../../errors.ts";

/** A failure as a state: two words, sentence case. */
const words: Readonly<Record<FailureKind, string>> = {
  invalid_request: "Request refused",
  content_policy: "Content refused",
  context_too_long: "Too long",
  too_large: "Too large",
  unsupported: "Not supported",
  authentication: "Key refused",
  billing: "Out of credit",
  permission: "Not permitted",
  not_found: "Unknown model",
  conflict: "Conflict",
  rate_limit: "Limit reached",
  overloaded: "Overloaded",
  server_error: "Server error",
  timeout: "Timed out",
  network: "Unreachable",
  bad_response: "Unreadable answer",
  incomplete_stream: "Broke off",
  cancelled: "Client left",
};

/** Names a kind of failure; the ledger may hold a kind that this version no longer knows. */
export function failureWords(kind: string): string {
  return Object.hasOwn(words, kind) ? words[kind as FailureKind] : kind; // checked right here
}
