import type { JsonObject } from "../../json.ts";
import type { Sliced } from "../../sliced.ts";
import type { ContentBlock, MessageParam, ToolResultBlock } from "../anthropic/request.ts";
import type { Content } from "./content.ts";
import { encodeBlock } from "./encode-block.ts";
import { encodeModelStep } from "./encode-model-step.ts";
import type { EncodeScope } from "./encode-scope.ts";
import { encodeToolResult, type OpenCall, readOutput } from "./encode-tool-result.ts";
import { signUnsignedSteps } from "./thought-signatures.ts";

/*
 * A conversation by Gemini's rules: roles alternate, it begins with the user, and after a step with calls comes one
 * user content with exactly as many responses, in the order of the calls, before anything else.
 */

/** Consecutive messages of one side. */
interface Run {
  readonly role: Content["role"];
  readonly blocks: readonly ContentBlock[];
}

/** Stands where the conversation lost its beginning, or everything it said. */
const filler: JsonObject = { text: "(conversation continues)" };

function wordsOf(blocks: readonly ContentBlock[]): string {
  return blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
}

/** Blocks of a message; a system message in mid-conversation becomes the kind of reminder Claude Code itself writes. */
function blocksOf({ role, content }: MessageParam): readonly ContentBlock[] {
  const blocks: readonly ContentBlock[] =
    typeof content === "string" ? [{ type: "text", text: content }] : content;
  if (role !== "system") return blocks;
  const words = wordsOf(blocks);
  if (words === "") return [];
  return [{ type: "text", text: `<system-reminder>\n${words}\n</system-reminder>` }];
}

function runsOf(messages: readonly MessageParam[]): readonly Run[] {
  const runs: { role: Content["role"]; blocks: ContentBlock[] }[] = [];
  for (const message of messages) {
    const role = message.role === "assistant" ? "model" : "user";
    const blocks = blocksOf(message);
    const last = runs.at(-1);
    if (last?.role === role) last.blocks.push(...blocks);
    else runs.push({ role, blocks: [...blocks] });
  }
  return runs;
}

/** A result without a call to answer: still told, since the model may refer to it. */
function encodeOrphan(result: ToolResultBlock, scope: EncodeScope): JsonObject[] {
  const { text, media } = readOutput(result.content, scope);
  return [{ text: `Result of an earlier tool call (${result.tool_use_id}):\n${text}` }, ...media];
}

function encodeUserRun(
  blocks: readonly ContentBlock[],
  calls: readonly OpenCall[],
  scope: EncodeScope,
): JsonObject[] {
  const wanted = new Set(calls.map((call) => call.id));
  const results = new Map<string, ToolResultBlock>();
  const rest: JsonObject[] = [];
  for (const block of blocks) {
    if (block.type !== "tool_result") rest.push(...encodeBlock(block, scope));
    else if (wanted.has(block.tool_use_id) && !results.has(block.tool_use_id))
      results.set(block.tool_use_id, block);
    else rest.push(...encodeOrphan(block, scope));
  }
  const answers = calls.map((call) => encodeToolResult(call, results.get(call.id), scope));
  return [...answers.map((answer) => answer.response), ...answers.flatMap((answer) => answer.media), ...rest];
}

/** Drops turns that say nothing, and joins the neighbours that meet then. */
function alternate(contents: readonly Content[]): readonly Content[] {
  const joined: { role: Content["role"]; parts: JsonObject[] }[] = [];
  for (const { role, parts } of contents) {
    if (parts.length === 0) continue;
    const last = joined.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else joined.push({ role, parts: [...parts] });
  }
  if (joined[0]?.role !== "user") joined.unshift({ role: "user", parts: [filler] });
  return joined;
}

/** Encodes the conversation as `contents`. */
export function* encodeContents(
  messages: readonly MessageParam[],
  scope: EncodeScope,
): Sliced<readonly Content[]> {
  const contents: Content[] = [];
  let open: readonly OpenCall[] = [];
  for (const { role, blocks } of runsOf(messages)) {
    if (role === "user") {
      contents.push({ role, parts: encodeUserRun(blocks, open, scope) });
      open = [];
    } else {
      const step = encodeModelStep(blocks, scope);
      contents.push({ role, parts: step.parts });
      open = step.calls;
    }
    yield;
  }
  const last = contents.at(-1);
  // Calls at the very end can have no responses, and Gemini answers 400 to a call without one.
  if (last && open.length > 0) {
    contents[contents.length - 1] = {
      ...last,
      parts: last.parts.filter((part) => part.functionCall === undefined),
    };
  }
  const alternating = alternate(contents);
  return scope.traits.checksSignatures ? signUnsignedSteps(alternating) : alternating;
}
