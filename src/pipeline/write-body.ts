import { stringifying } from "../http/json-slices.ts";
import type { JsonObject } from "../json.ts";
import { inSlices } from "../sliced.ts";
import { largeBody } from "./client-request.ts";

/** Writes a body that was made of a client's request; of a large one (`requestBytes`) in slices. */
export async function writeBody(
  body: JsonObject,
  requestBytes: number,
): Promise<Uint8Array<ArrayBuffer> | string> {
  return requestBytes < largeBody ? JSON.stringify(body) : inSlices(stringifying(body));
}
