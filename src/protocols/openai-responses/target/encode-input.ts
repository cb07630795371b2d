import type { JsonObject } from "../../../json.ts";
import { flatMapSliced, type Sliced } from "../../../sliced.ts";
import type {
  ContentBlock,
  MessageParam,
  ThinkingBlock,
  WebSearchToolResultBlock,
} from "../../anthropic/request.ts";
import type { Provenance } from "../../protocol.ts";
import { pairToolResults } from "../../shared/pair-tool-results.ts";
import { type Drop, inputParts, outputOf } from "./encode-content.ts";
import { readReasoning } from "./reasoning-carrier.ts";

/** What the messages are encoded for. */
export interface InputContext {
  readonly provenance: Provenance;
  readonly toWireName: (name: string) => string;
  readonly drop: Drop;
}

/** OpenAI's limit for `call_id`. */
const longestCallId = 64;

/** Call ids of one conversation on the wire: at most 64 characters, and two never fall together. */
class CallIds {
  readonly #wire = new Map<string, string>();
  readonly #used = new Set<string>();

  of(id: string): string {
    const known = this.#wire.get(id);
    if (known !== undefined) return known;
    let candidate = id.slice(0, longestCallId);
    for (let n = 2; this.#used.has(candidate); n++) {
      const suffix = `_${n}`;
      candidate = id.slice(0, longestCallId - suffix.length) + suffix;
    }
    this.#used.add(candidate);
    this.#wire.set(id, candidate);
    return candidate;
  }
}

function assistantText(items: JsonObject[], text: string): void {
  if (text.trim() === "") return;
  const part = { type: "output_text", text };
  const last = items.at(-1);
  if (last?.role === "assistant" && Array.isArray(last.content)) last.content.push(part);
  else items.push({ type: "message", role: "assistant", content: [part] });
}

function searchText({ content }: WebSearchToolResultBlock): string {
  if (!Array.isArray(content)) return "";
  return ["Web search results:", ...content.map(({ title, url }) => `- ${title}: ${url}`)].join("\n");
}

function reasoningItems(block: ThinkingBlock, { provenance, drop }: InputContext): JsonObject[] {
  const reasoning = readReasoning(block.signature, provenance);
  if (!reasoning) {
    // Unsigned thinking is the first part of a summary whose last part is signed, or nobody's to replay.
    if (block.signature) drop("thinking");
    return [];
  }
  const { id, encrypted } = reasoning;
  // A replayed item must have a summary, be it empty, and neither status nor content.
  return [{ type: "reasoning", ...(id && { id }), summary: [], encrypted_content: encrypted }];
}

function encodeAssistant(blocks: readonly ContentBlock[], context: InputContext, ids: CallIds): JsonObject[] {
  const items: JsonObject[] = [];
  for (const block of blocks) {
    switch (block.type) {
      case "text":
        assistantText(items, block.text);
        break;
      case "thinking":
        items.push(...reasoningItems(block, context));
        break;
      case "tool_use": {
        const name = context.toWireName(block.name);
        const call = { call_id: ids.of(block.id), name, arguments: JSON.stringify(block.input) };
        items.push({ type: "function_call", ...call });
        break;
      }
      case "web_search_tool_result":
        assistantText(items, searchText(block));
        break;
      case "server_tool_use":
        break; // its result says it all
      default:
        context.drop(block.type === "other" ? `block:${block.originalType}` : `block:${block.type}`);
    }
  }
  // Reasoning without the item it led to is refused ("without its required following item").
  while (items.at(-1)?.type === "reasoning") items.pop();
  return items;
}

/** A user or system message: outputs of calls are items of their own, the rest is one message. */
function encodeOther({ role, content }: MessageParam, { drop }: InputContext, ids: CallIds): JsonObject[] {
  const items: JsonObject[] = [];
  const rest: ContentBlock[] = [];
  for (const block of typeof content === "string" ? [{ type: "text", text: content } as const] : content) {
    if (block.type !== "tool_result") rest.push(block);
    else
      items.push({
        type: "function_call_output",
        call_id: ids.of(block.tool_use_id),
        output: outputOf(block, drop),
      });
  }
  const parts = inputParts(rest, drop);
  // The ChatGPT backend refuses the role `system` in the input; `developer` is its name everywhere.
  if (parts.length > 0)
    items.push({ type: "message", role: role === "system" ? "developer" : "user", content: parts });
  return items;
}

/** The messages of a request as input items; never empty, since an empty input is refused. */
export function* encodeInput(messages: readonly MessageParam[], context: InputContext): Sliced<JsonObject[]> {
  const ids = new CallIds();
  const paired = yield* pairToolResults(messages);
  const items = yield* flatMapSliced(paired, (message) =>
    message.role === "assistant" && typeof message.content !== "string"
      ? encodeAssistant(message.content, context, ids)
      : encodeOther(message, context, ids),
  );
  if (items.length > 0) return items;
  return [{ type: "message", role: "user", content: [{ type: "input_text", text: "Continue." }] }];
}
