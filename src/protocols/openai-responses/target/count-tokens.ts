import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import type { TokenCounting } from "../../protocol.ts";
import { encodeResponsesRequest } from "./encode-request.ts";

/** The members that the counting method takes; it refuses the others (OpenAI's API reference, November 2026). */
const countedMembers: ReadonlySet<string> = new Set([
  "model",
  "instructions",
  "input",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "reasoning",
  "text",
]);

function countedOnly(body: JsonObject): JsonObject {
  const kept = Object.entries(body).filter((member): member is [string, JsonValue] =>
    countedMembers.has(member[0]),
  );
  return Object.fromEntries(kept);
}

/** `POST /responses/input_tokens`, which OpenAI alone has. */
export const responsesCounting: TokenCounting = {
  offeredBy: ({ responses }) => responses.countTokens,
  path: () => "/responses/input_tokens",
  *encodeRequest(request, context) {
    const { body } = yield* encodeResponsesRequest(request, context);
    return countedOnly(body);
  },
  decodeAnswer(body) {
    const total = isJsonObject(body) ? body.input_tokens : undefined;
    return typeof total === "number" && total >= 0 ? total : undefined;
  },
};
