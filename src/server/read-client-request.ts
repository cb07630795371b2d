import { indexing, indexJson } from "../http/json-index.ts";
import { type ClientRequest, largeBody } from "../pipeline/client-request.ts";
import type { Dialect } from "../protocols/protocol.ts";
import { inSlices } from "../sliced.ts";
import { readRequestBytes } from "./read-request.ts";

/** What turns an HTTP request into a client request. */
export interface RequestReading {
  readonly maxBodyBytes: () => number;
  readonly now: () => number;
  readonly monotonic: () => number;
}

/** Reads a request in the given dialect. @throws RequestError for a body that is no JSON object of sane size and depth. */
export async function readClientRequest(
  request: Request,
  id: string,
  endpoint: ClientRequest["endpoint"],
  dialect: Dialect,
  reading: RequestReading,
): Promise<ClientRequest> {
  const receivedAt = reading.monotonic();
  const startedAt = reading.now();
  const bytes = await readRequestBytes(request, reading.maxBodyBytes());
  const index = bytes.length < largeBody ? indexJson(bytes) : await inSlices(indexing(bytes));
  const { headers, signal } = request;
  return { id, endpoint, dialect, headers, bytes, index, signal, receivedAt, startedAt };
}
