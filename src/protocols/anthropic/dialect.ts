import { failures } from "../../errors.ts";
import { encodeSse } from "../../http/sse.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { ClientFailure, Dialect } from "../protocol.ts";
import type { Message, MessageEvent } from "./events.ts";
import { decodeMessagesRequest, knownMembers } from "./request.ts";

function encodeEvent(event: MessageEvent): string {
  return encodeSse(event.type, JSON.stringify(event));
}

/** The error envelope of the Messages API. */
function encodeAnthropicError(failure: ClientFailure): JsonObject {
  return {
    type: "error",
    error: { type: failures[failure.kind].type, message: failure.message },
    request_id: failure.requestId,
  };
}

/** Keys that the SDK's types promise are always there. */
function encodeMessage(message: Message): JsonObject {
  // Hub shapes are JSON by construction; the interfaces only lack an index signature.
  const json = message as unknown as JsonObject;
  return { ...json, stop_details: message.stop_details ?? null };
}

/** The Anthropic Messages format as Claude Code and the Anthropic SDK speak it to ccm. */
export const anthropicDialect: Dialect = {
  id: "anthropic",
  *decodeRequest(body: JsonValue) {
    const request = yield* decodeMessagesRequest(body);
    const dropped = isJsonObject(body) ? Object.keys(body).filter((key) => !knownMembers.has(key)) : [];
    return {
      request,
      dropped,
      encodeMessage,
      openEncoder: () => ({
        push: encodeEvent,
        end: () => "",
        fail: (failure) => encodeSse("error", JSON.stringify(encodeAnthropicError(failure))),
      }),
    };
  },
  encodeError: encodeAnthropicError,
  keepAlive: encodeSse("ping", JSON.stringify({ type: "ping" })),
};
