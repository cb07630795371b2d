import type { JsonObject } from "../../../json.ts";
import type {
  ContentBlock,
  MessageParam,
  ThinkingBlock,
  ToolResultBlock,
  WebSearchToolResultBlock,
} from "../../anthropic/request.ts";
import type { Provenance } from "../../protocol.ts";
import { type Drop, inputParts, outputOf } from "./encode-content.ts";
import { readReasoning } from "./reasoning-carrier.ts";

/*
 * The conversation as input items. OpenAI demands that every call has exactly one output after it and every output its
 * call before it; a conversation may violate both (an interrupted turn, a compacted history), so each assistant turn is
 * taken together with what follows it up to the next one.
 */

/** What the messages are encoded for. */
export interface InputContext {
  readonly provenance: Provenance;
  readonly toWireName: (name: string) => string;
  readonly drop: Drop;
}

/** An assistant's words and what was answered to them. */
interface Turn {
  readonly said: ContentBlock[];
  readonly answers: MessageParam[];
}

function blocksOf({ content }: MessageParam): readonly ContentBlock[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}

function turnsOf(messages: readonly MessageParam[]): readonly Turn[] {
  const turns: Turn[] = [{ said: [], answers: [] }];
  let turn = turns[0];
  for (const message of messages) {
    if (message.role !== "assistant") {
      turn?.answers.push(message);
      continue;
    }
    if (!turn || turn.answers.length > 0) {
      turn = { said: [], answers: [] };
      turns.push(turn);
    }
    turn.said.push(...blocksOf(message));
  }
  return turns;
}

/** OpenAI's limit for `call_id`. */
const longestCallId = 64;

/** Call ids of one conversation on the wire: at most 64 characters and each used once. */
class CallIds {
  readonly #used = new Set<string>();

  claim(id: string): string {
    let candidate = id.slice(0, longestCallId);
    for (let n = 2; this.#used.has(candidate); n++) {
      const suffix = `_${n}`;
      candidate = id.slice(0, longestCallId - suffix.length) + suffix;
    }
    this.#used.add(candidate);
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

function reasoningItem(block: ThinkingBlock, { provenance, drop }: InputContext): JsonObject[] {
  const reasoning = readReasoning(block.signature, provenance);
  if (!reasoning) {
    drop("thinking");
    return [];
  }
  const { id, encrypted } = reasoning;
  // `content` and `status` are refused on a replayed item, a missing `summary` too.
  return [{ type: "reasoning", ...(id && { id }), summary: [], encrypted_content: encrypted }];
}

/** What an assistant turn came to: its items, and the wire ids of its calls. */
interface Said {
  readonly items: JsonObject[];
  readonly calls: ReadonlyMap<string, string>;
}

function encodeSaid(blocks: readonly ContentBlock[], context: InputContext, ids: CallIds): Said {
  const items: JsonObject[] = [];
  const calls = new Map<string, string>();
  for (const block of blocks) {
    switch (block.type) {
      case "text":
        assistantText(items, block.text);
        break;
      case "thinking":
        items.push(...reasoningItem(block, context));
        break;
      case "tool_use": {
        if (calls.has(block.id)) break;
        const call_id = ids.claim(block.id);
        calls.set(block.id, call_id);
        const name = context.toWireName(block.name);
        items.push({ type: "function_call", call_id, name, arguments: JSON.stringify(block.input) });
        break;
      }
      case "web_search_tool_result":
        assistantText(items, searchText(block));
        break;
      case "server_tool_use":
        break;
      case "redacted_thinking":
        context.drop("redacted_thinking");
        break;
      default:
        context.drop(`block:${block.type === "other" ? block.originalType : block.type}`);
    }
  }
  // Reasoning without the item it led to is refused ("without its required following item").
  while (items.at(-1)?.type === "reasoning") items.pop();
  return { items, calls };
}

function resultsIn(answers: readonly MessageParam[]): ReadonlyMap<string, ToolResultBlock> {
  const results = new Map<string, ToolResultBlock>();
  for (const message of answers)
    for (const block of blocksOf(message))
      if (block.type === "tool_result") results.set(block.tool_use_id, block);
  return results;
}

function encodeAnswer(message: MessageParam, { calls }: Said, drop: Drop): JsonObject[] {
  const rest = blocksOf(message).filter(
    (block) => block.type !== "tool_result" || !calls.has(block.tool_use_id),
  );
  const content = inputParts(rest, drop);
  if (content.length === 0) return [];
  // The role `system` is refused in the input of the ChatGPT backend; `developer` is its name everywhere.
  return [{ type: "message", role: message.role === "system" ? "developer" : "user", content }];
}

function encodeTurn(turn: Turn, context: InputContext, ids: CallIds): JsonObject[] {
  const said = encodeSaid(turn.said, context, ids);
  const results = resultsIn(turn.answers);
  const outputs = [...said.calls].map(([id, call_id]): JsonObject => {
    const result = results.get(id);
    const output = result ? outputOf(result, context.drop) : "[interrupted: the call has no result]";
    return { type: "function_call_output", call_id, output };
  });
  const answers = turn.answers.flatMap((message) => encodeAnswer(message, said, context.drop));
  return [...said.items, ...outputs, ...answers];
}

/** The messages of a request as input items; never empty, since an empty input is refused. */
export function encodeInput(messages: readonly MessageParam[], context: InputContext): JsonObject[] {
  const ids = new CallIds();
  const items = turnsOf(messages).flatMap((turn) => encodeTurn(turn, context, ids));
  if (items.length > 0) return items;
  return [{ type: "message", role: "user", content: [{ type: "input_text", text: "Continue." }] }];
}
