import type { FailureKind } from "../../../errors.ts";
import type { JsonObject } from "../../../json.ts";
import type { ClientFailure } from "../../protocol.ts";

/** Codes of `response.failed`, by which Codex CLI 0.169 decides between repeating and giving up. */
type StreamErrorCode =
  | "context_length_exceeded"
  /** Gives up at once and shows the message. */
  | "invalid_prompt"
  | "insufficient_quota"
  /** Waits as long as the message says ("try again in 1.5s"), then repeats. */
  | "rate_limit_exceeded"
  /** Repeats up to five times, keeping the items that were finished. */
  | "server_error";

const codes: Readonly<Record<FailureKind, StreamErrorCode>> = {
  invalid_request: "invalid_prompt",
  content_policy: "invalid_prompt",
  context_too_long: "context_length_exceeded",
  too_large: "invalid_prompt",
  unsupported: "invalid_prompt",
  authentication: "invalid_prompt",
  billing: "insufficient_quota",
  permission: "invalid_prompt",
  not_found: "invalid_prompt",
  conflict: "server_error",
  rate_limit: "rate_limit_exceeded",
  overloaded: "server_error",
  server_error: "server_error",
  timeout: "server_error",
  network: "server_error",
  bad_response: "server_error",
  incomplete_stream: "server_error",
  cancelled: "server_error",
};

/** `response.error` of a response that failed after it had begun. */
export function encodeStreamError({ kind, message }: ClientFailure): JsonObject {
  return { code: codes[kind], message };
}
