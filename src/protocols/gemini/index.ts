import type { Protocol } from "../protocol.ts";
import { geminiCounting } from "./count-tokens.ts";
import { decodeGeminiResponse } from "./decode-response.ts";
import { openGeminiDecoder } from "./decode-stream.ts";
import { encodeGeminiRequest } from "./encode-request.ts";
import { methodPath } from "./method-path.ts";

/** Google's `generateContent`, on the Gemini API, behind a Google login (Code Assist) and on Vertex AI. */
export const gemini: Protocol = {
  id: "gemini",
  path: (model, stream, quirks) =>
    methodPath(model, stream ? "streamGenerateContent" : "generateContent", quirks.gemini.surface),
  encodeRequest: encodeGeminiRequest,
  decodeResponse: decodeGeminiResponse,
  openDecoder: openGeminiDecoder,
  counting: geminiCounting,
};
