import { flatMapSliced, type Sliced } from "../../sliced.ts";
import type { ContentBlock, MessageParam, ToolResultBlock } from "../anthropic/request.ts";

/*
 * Every provider demands that each call is answered once, right after the turn that made it: Anthropic in the next user
 * message and before anything else in it, OpenAI by an output item. Conversations violate it: an interrupted turn has
 * no results, a compacted one results without calls, an OpenAI client puts other messages in between.
 */

/** An assistant's words and what was said until its next. */
interface Turn {
  readonly said: ContentBlock[];
  readonly answers: MessageParam[];
}

function blocksOf({ content }: MessageParam): readonly ContentBlock[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}

function cutIntoTurns(messages: readonly MessageParam[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (message.role !== "assistant") {
      if (last) last.answers.push(message);
      else turns.push({ said: [], answers: [message] });
    } else if (last && last.answers.length === 0) {
      last.said.push(...blocksOf(message));
    } else {
      turns.push({ said: [...blocksOf(message)], answers: [] });
    }
  }
  return turns;
}

/** Ids of the calls of one turn, as they are and as they are used on: each only once in a conversation. */
function claimIds(said: readonly ContentBlock[], used: Set<string>): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const block of said) {
    if (block.type !== "tool_use" || ids.has(block.id)) continue;
    let id = block.id;
    for (let n = 2; used.has(id); n++) id = `${block.id}_${n}`;
    used.add(id);
    ids.set(block.id, id);
  }
  return ids;
}

function withClaimedIds(said: readonly ContentBlock[], ids: ReadonlyMap<string, string>): ContentBlock[] {
  const seen = new Set<string>();
  return said.flatMap((block): ContentBlock[] => {
    if (block.type !== "tool_use") return [block];
    if (seen.has(block.id)) return [];
    seen.add(block.id);
    return [{ ...block, id: ids.get(block.id) ?? block.id }];
  });
}

function resultsFor(ids: ReadonlyMap<string, string>, answers: readonly MessageParam[]): ToolResultBlock[] {
  const results = new Map<string, ToolResultBlock>();
  for (const block of answers.flatMap(blocksOf))
    if (block.type === "tool_result") results.set(block.tool_use_id, block); // of two results the later one holds
  return [...ids].map(([original, tool_use_id]): ToolResultBlock => {
    const result = results.get(original);
    if (result) return { ...result, tool_use_id };
    return {
      type: "tool_result",
      tool_use_id,
      content: "[interrupted: the call has no result]",
      is_error: true,
    };
  });
}

/** A result whose call is gone still tells something. */
function orphanBlocks({ content = "" }: ToolResultBlock): ContentBlock[] {
  const blocks = typeof content === "string" ? [{ type: "text", text: content } as const] : content;
  const said = blocks.filter((block) => block.type !== "text" || block.text.trim() !== "");
  return [{ type: "text", text: "[result of an earlier tool call]" }, ...said];
}

function withoutResults(message: MessageParam, ids: ReadonlyMap<string, string>): MessageParam[] {
  if (typeof message.content === "string") return [message];
  const content = message.content.flatMap((block) => {
    if (block.type !== "tool_result") return [block];
    return ids.has(block.tool_use_id) ? [] : orphanBlocks(block);
  });
  return content.length > 0 ? [{ ...message, content }] : [];
}

function settleTurn({ said, answers }: Turn, used: Set<string>): MessageParam[] {
  const ids = claimIds(said, used);
  const results = resultsFor(ids, answers);
  const [first, ...rest] = answers.flatMap((message) => withoutResults(message, ids));
  const assistant: MessageParam[] =
    said.length > 0 ? [{ role: "assistant", content: withClaimedIds(said, ids) }] : [];
  if (results.length === 0) return [...assistant, ...(first ? [first] : []), ...rest];
  if (first?.role !== "user")
    return [...assistant, { role: "user", content: results }, ...(first ? [first] : []), ...rest];
  return [...assistant, { role: "user", content: [...results, ...blocksOf(first)] }, ...rest];
}

/**
 * Puts a conversation in order: each call is followed at once by exactly one result, results come first in their
 * message and in the order of the calls. A missing result is made up as interrupted, one without a call becomes plain
 * content, and an id that comes again is changed.
 */
export function* pairToolResults(messages: readonly MessageParam[]): Sliced<MessageParam[]> {
  const used = new Set<string>();
  return yield* flatMapSliced(cutIntoTurns(messages), (turn) => settleTurn(turn, used));
}
