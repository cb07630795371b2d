import type { Protocol } from "../protocol.ts";
import { responsesCounting } from "./target/count-tokens.ts";
import { decodeResponsesResponse } from "./target/decode-response.ts";
import { openResponsesDecoder } from "./target/decode-stream.ts";
import { encodeResponsesRequest } from "./target/encode-request.ts";

/**
 * OpenAI Responses as ccm speaks it to providers. On the ChatGPT backend the body always asks for a stream
 * (`body.stream`), also where the client did not: its answer is then read by the decoder and folded.
 */
export const openaiResponses: Protocol = {
  id: "openai-responses",
  path: () => "/responses",
  encodeRequest: encodeResponsesRequest,
  decodeResponse: decodeResponsesResponse,
  openDecoder: openResponsesDecoder,
  counting: responsesCounting,
};
