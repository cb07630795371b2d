import type { ModelConfig } from "../config/config.ts";
import { RequestError } from "../errors.ts";
import type { JsonIndex } from "../http/json-index.ts";
import { type JsonValue, parseJson } from "../json.ts";
import type { DecodedRequest, Dialect } from "../protocols/protocol.ts";
import type { RequestRecord } from "../usage/record.ts";

/** A request as it came in: its bytes, where the parts stand, and how its client speaks. */
export interface ClientRequest {
  /** Goes back as `request-id` and stands in log, ledger and pages. */
  readonly id: string;
  readonly endpoint: RequestRecord["endpoint"];
  readonly dialect: Dialect;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly index: JsonIndex;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** Monotonic milliseconds. */
  readonly receivedAt: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The model that serves, whatever the rules would say; a client cannot ask for it. */
  readonly only?: ModelConfig;
}

/** The body as a value. @throws RequestError when a part that the index passed over is malformed. */
export function parseBody(bytes: Uint8Array): JsonValue {
  const body = parseJson(new TextDecoder().decode(bytes));
  if (body === undefined) throw new RequestError("invalid_request", "The request body is not valid JSON.");
  return body;
}

/** Decodes a body in the client's dialect, once: the chain may need it for several targets. */
export function decodeOnce(dialect: Dialect, bytes: Uint8Array): () => DecodedRequest {
  let decoded: DecodedRequest | undefined;
  return () => {
    decoded ??= dialect.decodeRequest(parseBody(bytes));
    return decoded;
  };
}
