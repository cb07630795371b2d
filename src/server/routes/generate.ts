import type { Context, Handler } from "hono";
import { indexing } from "../../http/json-index.ts";
import type { ClientRequest } from "../../pipeline/client-request.ts";
import type { Pipeline } from "../../pipeline/handle.ts";
import type { Dialect } from "../../protocols/protocol.ts";
import { inSlices } from "../../sliced.ts";
import { readRequestBytes } from "../read-request.ts";

/** What turns an HTTP request into a client request. */
export interface RequestReading {
  readonly maxBodyBytes: () => number;
  readonly newId: (prefix: string) => string;
  readonly now: () => number;
  readonly monotonic: () => number;
}

/** Reads a request in the given dialect. @throws RequestError for a body that is no JSON object of sane size and depth. */
export async function readClientRequest(
  context: Context,
  endpoint: ClientRequest["endpoint"],
  dialect: Dialect,
  reading: RequestReading,
): Promise<ClientRequest> {
  const receivedAt = reading.monotonic();
  const startedAt = reading.now();
  const request = context.req.raw;
  const bytes = await readRequestBytes(request, reading.maxBodyBytes());
  return {
    id: context.get("requestId"),
    endpoint,
    dialect,
    headers: request.headers,
    bytes,
    index: await inSlices(indexing(bytes)),
    signal: request.signal,
    receivedAt,
    startedAt,
  };
}

/** An endpoint that generates an answer. */
export function generate(
  pipeline: Pipeline,
  endpoint: ClientRequest["endpoint"],
  dialect: Dialect,
  reading: RequestReading,
): Handler {
  return async (context) => pipeline.handle(await readClientRequest(context, endpoint, dialect, reading));
}
