import type { FailureKind } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import type { ClientFailure } from "../protocol.ts";

interface ErrorWords {
  readonly type: string;
  /** What OpenAI's clients look for; null where it has no code of its own. */
  readonly code: string | null;
}

/** Each kind of failure in OpenAI's words (its error guide, and SDK 7.57.0 `core/error`). */
const words: Readonly<Record<FailureKind, ErrorWords>> = {
  invalid_request: { type: "invalid_request_error", code: null },
  content_policy: { type: "invalid_request_error", code: "content_policy_violation" },
  context_too_long: { type: "invalid_request_error", code: "context_length_exceeded" },
  too_large: { type: "invalid_request_error", code: null },
  unsupported: { type: "invalid_request_error", code: "unsupported_parameter" },
  authentication: { type: "authentication_error", code: "invalid_api_key" },
  billing: { type: "insufficient_quota", code: "insufficient_quota" },
  permission: { type: "permission_error", code: null },
  not_found: { type: "invalid_request_error", code: "model_not_found" },
  conflict: { type: "invalid_request_error", code: null },
  rate_limit: { type: "rate_limit_error", code: "rate_limit_exceeded" },
  overloaded: { type: "server_error", code: "server_is_overloaded" },
  server_error: { type: "server_error", code: null },
  timeout: { type: "server_error", code: "timeout" },
  network: { type: "server_error", code: null },
  bad_response: { type: "server_error", code: null },
  incomplete_stream: { type: "server_error", code: null },
  cancelled: { type: "server_error", code: null },
};

/** Kinds by whose one code Codex CLI decides what to do (0.169), whatever the upstream called them. */
const fixedCodes: ReadonlySet<FailureKind> = new Set(["context_too_long", "not_found", "overloaded"]);

/** The error envelope of OpenAI's API. A code that the upstream itself gave is kept where clients are free to see it. */
export function encodeOpenaiError({ code, kind, message }: ClientFailure): JsonObject {
  const said = words[kind];
  return {
    error: {
      message,
      type: said.type,
      param: null,
      code: fixedCodes.has(kind) ? said.code : (code ?? said.code),
    },
  };
}
