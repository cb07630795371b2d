import * as v from "valibot";
import { RequestError } from "../../../errors.ts";
import type { JsonObject, JsonValue } from "../../../json.ts";
import { isJsonObject } from "../../../json.ts";
import { flatMapSliced, type Sliced } from "../../../sliced.ts";
import { readOrRefuse } from "../../shared/read-or-refuse.ts";

/*
 * A client's Chat Completions request, as far as ccm reads it (OpenAI SDK 7.57.0,
 * `resources/chat/completions/completions.d.ts`). Loose: OpenAI's clients send what they like, and a member that ccm
 * does not know is never a reason to refuse.
 */

const jsonObject = v.custom<JsonObject>(isJsonObject, "must be an object");
const optional = <const S extends v.GenericSchema>(schema: S) => v.nullish(schema);

const part = v.looseObject({ type: v.string() });
const content = optional(v.union([v.string(), v.array(part)]));
/** Some clients forget to spell the arguments as text. */
const called = v.looseObject({
  name: v.string(),
  arguments: v.optional(v.union([v.string(), jsonObject]), ""),
});

const toolCall = v.looseObject({ id: v.optional(v.string(), ""), function: optional(called) });

const message = v.variant("role", [
  v.looseObject({ role: v.picklist(["system", "developer"]), content }),
  v.looseObject({ role: v.literal("user"), content }),
  v.looseObject({
    role: v.literal("assistant"),
    content,
    refusal: optional(v.string()),
    tool_calls: optional(v.array(toolCall)),
    function_call: optional(called),
    reasoning_content: optional(v.string()),
    reasoning: optional(v.string()),
    reasoning_details: optional(v.array(jsonObject)),
  }),
  v.looseObject({ role: v.literal("tool"), content, tool_call_id: v.string() }),
  v.looseObject({ role: v.literal("function"), content, name: v.string() }),
]);

const declared = v.looseObject({
  name: v.pipe(v.string(), v.nonEmpty("must not be empty")),
  description: optional(v.string()),
  parameters: optional(jsonObject),
  strict: optional(v.boolean()),
});

const tool = v.looseObject({ type: v.string(), function: optional(declared) });
const named = v.looseObject({ name: v.string() });

const chatRequest = v.looseObject({
  model: v.pipe(v.string(), v.nonEmpty("must not be empty")),
  /** Read one by one: they are the bulk of the body. */
  messages: v.pipe(v.array(v.unknown()), v.minLength(1, "must not be empty")),
  stream: optional(v.boolean()),
  stream_options: optional(v.looseObject({ include_usage: optional(v.boolean()) })),
  max_tokens: optional(v.number()),
  max_completion_tokens: optional(v.number()),
  temperature: optional(v.number()),
  top_p: optional(v.number()),
  top_k: optional(v.number()),
  n: optional(v.number()),
  stop: optional(v.union([v.string(), v.array(v.string())])),
  tools: optional(v.array(tool)),
  tool_choice: optional(v.union([v.string(), v.looseObject({ function: optional(named) })])),
  parallel_tool_calls: optional(v.boolean()),
  functions: optional(v.array(declared)),
  function_call: optional(v.union([v.string(), named])),
  response_format: optional(v.looseObject({ type: v.string(), json_schema: optional(jsonObject) })),
  reasoning_effort: optional(v.string()),
  reasoning: optional(
    v.looseObject({
      effort: optional(v.string()),
      max_tokens: optional(v.number()),
      enabled: optional(v.boolean()),
    }),
  ),
  web_search_options: optional(jsonObject),
  user: optional(v.string()),
  safety_identifier: optional(v.string()),
});

export type ClientMessage = v.InferOutput<typeof message>;
export type ChatRequest = v.InferOutput<typeof chatRequest> & { readonly messages: readonly ClientMessage[] };
export type ClientPart = v.InferOutput<typeof part>;
export type ClientCall = v.InferOutput<typeof called>;
export type ClientContent = v.InferOutput<typeof content>;
export type DeclaredFunction = v.InferOutput<typeof declared>;

/** Members that are read; every other one is named as dropped. */
export const readMembers: ReadonlySet<string> = new Set(Object.keys(chatRequest.entries));

/** @throws RequestError naming the first member that is wrong. */
export function* readChatRequest(body: JsonValue): Sliced<ChatRequest> {
  if (!isJsonObject(body))
    throw new RequestError("invalid_request", "The request body must be a JSON object.");
  const request = readOrRefuse(chatRequest, body);
  const messages = yield* flatMapSliced(request.messages, (sent, position) => [
    readOrRefuse(message, sent, `messages.${position}`),
  ]);
  return { ...request, messages };
}
