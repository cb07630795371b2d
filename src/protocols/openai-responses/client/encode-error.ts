import type { FailureKind } from "../../../errors.ts";
import type { JsonObject } from "../../../json.ts";
import type { ClientFailure } from "../../protocol.ts";

interface ErrorRow {
  readonly type: string;
  /** The code where the upstream gave none. */
  readonly code: string | null;
  /** Code of `response.failed`, by which Codex CLI 0.169 decides between repeating and giving up. */
  readonly inStream:
    | "context_length_exceeded"
    /** Gives up at once and shows the message. */
    | "invalid_prompt"
    | "insufficient_quota"
    /** Waits as long as the message says ("try again in 1.5s"), then repeats. */
    | "rate_limit_exceeded"
    /** Repeats up to five times, keeping the items that were finished. */
    | "server_error";
}

const rows = {
  invalid_request: { type: "invalid_request_error", code: null, inStream: "invalid_prompt" },
  content_policy: {
    type: "invalid_request_error",
    code: "content_policy_violation",
    inStream: "invalid_prompt",
  },
  context_too_long: {
    type: "invalid_request_error",
    code: "context_length_exceeded",
    inStream: "context_length_exceeded",
  },
  too_large: { type: "invalid_request_error", code: "request_too_large", inStream: "invalid_prompt" },
  unsupported: { type: "invalid_request_error", code: "unsupported_parameter", inStream: "invalid_prompt" },
  authentication: { type: "authentication_error", code: "invalid_api_key", inStream: "invalid_prompt" },
  billing: { type: "insufficient_quota", code: "insufficient_quota", inStream: "insufficient_quota" },
  permission: { type: "permission_error", code: null, inStream: "invalid_prompt" },
  not_found: { type: "invalid_request_error", code: "model_not_found", inStream: "invalid_prompt" },
  conflict: { type: "invalid_request_error", code: null, inStream: "server_error" },
  rate_limit: { type: "rate_limit_error", code: "rate_limit_exceeded", inStream: "rate_limit_exceeded" },
  overloaded: { type: "server_error", code: "server_is_overloaded", inStream: "server_error" },
  server_error: { type: "server_error", code: null, inStream: "server_error" },
  timeout: { type: "server_error", code: null, inStream: "server_error" },
  network: { type: "server_error", code: null, inStream: "server_error" },
  bad_response: { type: "server_error", code: null, inStream: "server_error" },
  incomplete_stream: { type: "server_error", code: null, inStream: "server_error" },
  cancelled: { type: "server_error", code: null, inStream: "server_error" },
} as const satisfies Record<FailureKind, ErrorRow>;

/** Kinds that clients know by exactly one code, whatever the upstream called it. */
const fixedCodes: ReadonlySet<FailureKind> = new Set(["context_too_long", "not_found", "overloaded"]);

/** The error envelope of OpenAI's API. */
export function encodeResponsesError({ kind, message, code }: ClientFailure): JsonObject {
  const row: ErrorRow = rows[kind];
  const said = fixedCodes.has(kind) ? row.code : (code ?? row.code);
  return { error: { message, type: row.type, param: null, code: said } };
}

/** `response.error` of a response that failed after it had begun. */
export function encodeStreamError({ kind, message }: ClientFailure): JsonObject {
  return { code: rows[kind].inStream, message };
}
