import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../../../json.ts";
import type { Sliced } from "../../../sliced.ts";
import type { ContentBlock, MessageParam, TextBlock, ToolResultBlock } from "../../anthropic/request.ts";
import { pairToolResults } from "../../shared/pair-tool-results.ts";
import { compactionPrompt, unwrapSummary } from "./compaction.ts";
import { type Drop, decodeContent } from "./decode-content.ts";
import type { NamedTool, ToolNaming } from "./name-tools.ts";
import type { InputItem, InputItemOf } from "./read-items.ts";
import { unwrapThinking } from "./thinking-envelope.ts";

/** The tools that calls of the history mention. */
export function mentionedTools(items: readonly InputItem[]): readonly NamedTool[] {
  return items.flatMap((item): readonly NamedTool[] => {
    switch (item.type) {
      case "function_call":
        return [{ form: "function", name: item.name, namespace: item.namespace }];
      case "custom_tool_call":
        return [{ form: "custom", name: item.name, namespace: item.namespace }];
      case "tool_search_call":
        return [{ form: "tool_search", name: "tool_search" }];
      case "local_shell_call":
        return [{ form: "local_shell", name: "local_shell" }];
      default:
        return [];
    }
  });
}

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Any call id is allowed here, only these characters in the hub. */
function toolId(callId: string | null): string {
  return callId?.replace(/[^a-zA-Z0-9_-]/g, "_") || "call";
}

function toolUse(callId: string | null, name: string, input: JsonObject): Said {
  return { role: "assistant", blocks: [{ type: "tool_use", id: toolId(callId), name, input }] };
}

function toolResult(callId: string | null, content: string | readonly ContentBlock[]): Said {
  const result: ToolResultBlock = { type: "tool_result", tool_use_id: toolId(callId), content };
  return { role: "user", blocks: [result] };
}

/** What one item says, and in whose name. */
interface Said {
  readonly role: MessageParam["role"];
  readonly blocks: readonly ContentBlock[];
}

const hubRoles = { user: "user", assistant: "assistant", system: "system", developer: "system" } as const;

function textsIn(parts: readonly JsonObject[]): string {
  return parts.flatMap(({ text }) => (typeof text === "string" ? [text] : [])).join("\n\n");
}

function decodeReasoning(item: InputItemOf<"reasoning">, drop: Drop): Said | undefined {
  const thought = textsIn(item.summary) || textsIn(item.content ?? []);
  const block = unwrapThinking(item.encrypted_content ?? "", thought);
  if (!block) {
    drop("reasoning");
    return undefined;
  }
  return { role: "assistant", blocks: [block] };
}

function decodeOutput(callId: string | null, output: string | readonly JsonObject[], drop: Drop): Said {
  return toolResult(callId, typeof output === "string" ? output : decodeContent(output, drop));
}

function decodeAgentMessage({ author, recipient, content }: InputItemOf<"agent_message">, drop: Drop): Said {
  const heading = {
    type: "text",
    text: `Message from ${author ?? "an agent"} to ${recipient ?? "you"}:`,
  } as const;
  return { role: "user", blocks: [heading, ...decodeContent(content, drop)] };
}

function loadedTools(tools: readonly JsonObject[], naming: ToolNaming): string {
  const names = tools.flatMap((tool) => {
    const inner: JsonValue[] = Array.isArray(tool.tools) ? tool.tools : [];
    const members = tool.type === "namespace" ? inner.filter(isJsonObject) : [tool];
    const namespace = tool.type === "namespace" && typeof tool.name === "string" ? tool.name : undefined;
    return members.flatMap(({ name }) => (typeof name === "string" ? [naming.hubName(namespace, name)] : []));
  });
  return names.length > 0 ? `Tools loaded: ${names.join(", ")}` : "No tools found.";
}

function decodeItem(item: InputItem, naming: ToolNaming, drop: Drop): Said | undefined {
  switch (item.type) {
    case "message":
      return { role: hubRoles[item.role], blocks: decodeContent(item.content, drop) };
    case "function_call":
      return toolUse(
        item.call_id,
        naming.hubName(item.namespace, item.name),
        asObject(parseJson(item.arguments)),
      );
    case "custom_tool_call":
      return toolUse(item.call_id, naming.hubName(item.namespace, item.name), { input: item.input });
    case "tool_search_call":
      return toolUse(item.call_id, naming.hubName(undefined, "tool_search"), asObject(item.arguments));
    case "local_shell_call": {
      const { type: _type, env: _env, ...input } = item.action;
      return toolUse(item.call_id, naming.hubName(undefined, "local_shell"), input);
    }
    case "function_call_output":
    case "custom_tool_call_output":
      return decodeOutput(item.call_id, item.output, drop);
    case "local_shell_call_output":
      return decodeOutput(item.call_id || item.id, item.output, drop);
    case "tool_search_output":
      return toolResult(item.call_id, loadedTools(item.tools, naming));
    case "reasoning":
      return decodeReasoning(item, drop);
    case "agent_message":
      return decodeAgentMessage(item, drop);
    case "compaction": {
      const summary = unwrapSummary(item.encrypted_content ?? "");
      if (summary === undefined) drop("compaction");
      return summary === undefined ? undefined : { role: "user", blocks: [{ type: "text", text: summary }] };
    }
    case "compaction_trigger":
      return { role: "user", blocks: [{ type: "text", text: compactionPrompt }] };
    case "additional_tools":
      return undefined;
    case "other":
      drop(`item:${item.originalType}`);
      return undefined;
  }
}

/** The conversation in the hub's shape. */
export interface DecodedInput {
  readonly system: readonly TextBlock[];
  readonly messages: readonly MessageParam[];
}

function isText(block: ContentBlock): block is TextBlock {
  return block.type === "text";
}

/**
 * Decodes input items. What system and developer say before anyone else is the system prompt; later it stays in its
 * place. Neighbours of one role become one message.
 */
export function* decodeInput(
  items: readonly InputItem[],
  naming: ToolNaming,
  drop: Drop,
): Sliced<DecodedInput> {
  const system: TextBlock[] = [];
  const messages: { role: MessageParam["role"]; content: ContentBlock[] }[] = [];
  for (const item of items) {
    const said = decodeItem(item, naming, drop);
    yield;
    if (!said || said.blocks.length === 0) continue;
    const last = messages.at(-1);
    if (said.role === "system" && !last) system.push(...said.blocks.filter(isText));
    else if (last?.role === said.role) last.content.push(...said.blocks);
    else messages.push({ role: said.role, content: [...said.blocks] });
  }
  return { system, messages: yield* pairToolResults(messages) };
}
