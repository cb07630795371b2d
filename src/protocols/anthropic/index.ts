import type { Protocol } from "../protocol.ts";
import { vertexClaudePath } from "../shared/vertex-url.ts";
import { decodeAnthropicResponse } from "./decode-response.ts";
import { openAnthropicDecoder } from "./decode-stream.ts";
import { encodeAnthropicRequest } from "./encode-request.ts";

/** Anthropic Messages as ccm speaks it to providers: the hub's own format. */
export const anthropic: Protocol = {
  id: "anthropic",
  path: (model, stream, { anthropic: quirks }) =>
    quirks.vertex ? vertexClaudePath(model, stream) : "/v1/messages",
  encodeRequest: encodeAnthropicRequest,
  decodeResponse: decodeAnthropicResponse,
  openDecoder: openAnthropicDecoder,
};
