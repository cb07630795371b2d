import type { Protocol } from "../protocol.ts";
import { decodeAnthropicResponse } from "./decode-response.ts";
import { openAnthropicDecoder } from "./decode-stream.ts";
import { encodeAnthropicRequest } from "./encode-request.ts";

/** Anthropic Messages as ccm speaks it to providers: the hub's own format. */
export const anthropic: Protocol = {
  id: "anthropic",
  path: () => "/v1/messages",
  encodeRequest: encodeAnthropicRequest,
  decodeResponse: decodeAnthropicResponse,
  openDecoder: openAnthropicDecoder,
};
