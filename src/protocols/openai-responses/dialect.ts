import { encodeSse } from "../../http/sse.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { Message, MessageEvent } from "../anthropic/events.ts";
import type { ClientFailure, Dialect, EncodeContext, StreamEncoder } from "../protocol.ts";
import { unfoldMessage } from "../shared/fold-events.ts";
import { encodeOpenaiError } from "../shared/openai-error.ts";
import { decodeResponsesRequest, type ResponsesRequest } from "./client/decode-request.ts";
import { ResponsesEncoder } from "./client/encode-stream.ts";

function openEncoder(client: ResponsesRequest, context: EncodeContext): StreamEncoder {
  let out = "";
  const encoder = new ResponsesEncoder(client, context, (type, event) => {
    out += encodeSse(type, JSON.stringify(event));
  });
  const taken = (): string => {
    const text = out;
    out = "";
    return text;
  };
  return {
    push(event: MessageEvent) {
      encoder.write(event);
      return taken();
    },
    end: () => "",
    fail(failure: ClientFailure) {
      encoder.fail(failure);
      return taken();
    },
  };
}

/** A whole answer is the `response` of its stream's last event. */
function encodeMessage(client: ResponsesRequest, message: Message, context: EncodeContext): JsonObject {
  let last: JsonObject = {};
  const encoder = new ResponsesEncoder(client, context, (_type, event) => {
    last = event;
  });
  for (const event of unfoldMessage(message)) encoder.write(event);
  return isJsonObject(last.response) ? last.response : last;
}

/** OpenAI Responses as OpenAI's SDKs and Codex CLI speak it to ccm. */
export const openaiResponsesDialect: Dialect = {
  id: "openai-responses",
  *decodeRequest(body: JsonValue) {
    const client = yield* decodeResponsesRequest(body);
    return {
      request: client.request,
      dropped: client.dropped,
      encodeMessage: (message, context) => encodeMessage(client, message, context),
      openEncoder: (context) => openEncoder(client, context),
    };
  },
  encodeError: encodeOpenaiError,
  // Codex counts no comment as a sign of life. OpenAI's own servers send this event, its SDK passes over it.
  keepAlive: encodeSse("keepalive", JSON.stringify({ type: "keepalive" })),
};
