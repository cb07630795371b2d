import type { ModelConfig } from "../config/config.ts";
import { RequestError } from "../errors.ts";
import { indexing, type JsonIndex } from "../http/json-index.ts";
import { parsing } from "../http/json-slices.ts";
import { type JsonValue, parseJson } from "../json.ts";
import type { DecodedRequest, Dialect } from "../protocols/protocol.ts";
import { atOnce, inSlices } from "../sliced.ts";
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

/** Bytes from which on a body is worked on in slices, so that live streams go on meanwhile. */
export const largeBody = 1024 * 1024;

function parseAtOnce(bytes: Uint8Array): JsonValue {
  const body = parseJson(new TextDecoder().decode(bytes));
  if (body === undefined) throw new RequestError("invalid_request", "The request body is not valid JSON.");
  return body;
}

/**
 * The body as a value; a large one, which is indexed first if need be, is parsed in slices.
 * @throws RequestError when a part that the index passed over is malformed.
 */
export async function parseBody(bytes: Uint8Array, index?: JsonIndex): Promise<JsonValue> {
  if (bytes.length < largeBody) return parseAtOnce(bytes);
  return inSlices(parsing(bytes, index ?? (await inSlices(indexing(bytes)))));
}

/** A request in the hub's shape, decoded when it is first asked for and then kept: the chain may need it for several targets. */
export interface LazyRequest {
  (): DecodedRequest;
  /** Decodes in slices, if the body is large. */
  prepare(): Promise<DecodedRequest>;
}

/** Decodes a body in the client's dialect, once. */
export function decodeOnce({
  dialect,
  bytes,
  index,
}: Pick<ClientRequest, "dialect" | "bytes"> & Partial<Pick<ClientRequest, "index">>): LazyRequest {
  let decoded: DecodedRequest | undefined;
  const decode = (): DecodedRequest => {
    decoded ??= atOnce(dialect.decodeRequest(parseAtOnce(bytes)));
    return decoded;
  };
  const prepare = async (): Promise<DecodedRequest> => {
    if (bytes.length < largeBody) return decode();
    decoded ??= await inSlices(dialect.decodeRequest(await parseBody(bytes, index)));
    return decoded;
  };
  return Object.assign(decode, { prepare });
}
