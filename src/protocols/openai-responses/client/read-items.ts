import * as v from "valibot";
import { RequestError } from "../../../errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import { flatMapSliced, type Sliced } from "../../../sliced.ts";

/*
 * Input items as OpenAI's SDK 7.57 and Codex CLI 0.169 send them. Loose in what is read: members that say nothing to
 * another provider (ids, status, phase) are passed over, and items of an unknown kind are named, not refused.
 */

const isObject = v.custom<JsonObject>(isJsonObject, "must be an object");
const content = v.fallback(v.union([v.string(), v.array(isObject)]), "");
const name = v.string();
const namespace = v.nullish(v.string());
const callId = v.nullish(v.string(), "");
/** Arguments are a string by contract; an object is taken too. */
const callArguments = v.union([
  v.string(),
  v.pipe(
    isObject,
    v.transform((object) => JSON.stringify(object)),
  ),
]);

const message = v.object({
  type: v.optional(v.literal("message"), "message"),
  role: v.picklist(["user", "assistant", "system", "developer"]),
  content,
});

const output = { call_id: callId, output: content };
const call = { call_id: callId, name, namespace };

const knownItem = v.variant("type", [
  message,
  v.object({ type: v.literal("function_call"), ...call, arguments: callArguments }),
  v.object({ type: v.literal("custom_tool_call"), ...call, input: v.string() }),
  v.object({ type: v.literal("tool_search_call"), call_id: callId, arguments: v.unknown() }),
  v.object({ type: v.literal("local_shell_call"), call_id: callId, action: isObject }),
  v.object({ type: v.literal("function_call_output"), ...output }),
  v.object({ type: v.literal("custom_tool_call_output"), ...output }),
  v.object({ type: v.literal("local_shell_call_output"), ...output, id: callId }),
  v.object({
    type: v.literal("tool_search_output"),
    call_id: callId,
    tools: v.fallback(v.array(isObject), []),
  }),
  v.object({ type: v.literal("additional_tools"), tools: v.fallback(v.array(isObject), []) }),
  v.object({
    type: v.literal("reasoning"),
    summary: v.fallback(v.array(isObject), []),
    content: v.nullish(v.fallback(v.array(isObject), []), []),
    encrypted_content: v.nullish(v.string(), ""),
  }),
  v.object({
    type: v.literal("agent_message"),
    author: v.nullish(v.string()),
    recipient: v.nullish(v.string()),
    content,
  }),
  v.object({ type: v.literal("compaction"), encrypted_content: v.nullish(v.string(), "") }),
  v.object({ type: v.literal("compaction_trigger") }),
]);

const knownTypes: ReadonlySet<string> = new Set([
  "message",
  ...knownItem.options.flatMap(({ entries }) => ("literal" in entries.type ? [entries.type.literal] : [])),
]);

/** An item of a kind that no other provider understands; it is left out. */
export interface OtherItem {
  readonly type: "other";
  readonly originalType: string;
}

export type InputItem = v.InferOutput<typeof knownItem> | OtherItem;
export type InputItemOf<Type extends InputItem["type"]> = Extract<InputItem, { type: Type }>;

function readItem(value: JsonValue, position: number): InputItem {
  if (!isJsonObject(value)) throw new RequestError("invalid_request", `input.${position}: must be an object`);
  const type = value.type ?? "message";
  if (typeof type !== "string" || !knownTypes.has(type)) return { type: "other", originalType: String(type) };
  const result = v.safeParse(knownItem, { ...value, type });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new RequestError(
    "invalid_request",
    `input.${position}.${v.getDotPath(issue) ?? "type"}: ${issue.message}`,
  );
}

/** Reads `input`: a text, or a list of items. @throws RequestError naming the first wrong member. */
export function* readItems(input: JsonValue | undefined): Sliced<readonly InputItem[]> {
  if (input === undefined || input === null) return [];
  if (typeof input === "string") return [{ type: "message", role: "user", content: input }];
  if (!Array.isArray(input)) throw new RequestError("invalid_request", "input: must be a string or an array");
  return yield* flatMapSliced(input, (item, position) => [readItem(item, position)]);
}
