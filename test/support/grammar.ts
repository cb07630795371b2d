import { isJsonObject, parseJson } from "../../src/json.ts";
import type { AnswerBlock, BlockDelta, BlockStart, BlockStop } from "../../src/protocols/anthropic/events.ts";
import type { DecodedEvent } from "../../src/protocols/protocol.ts";

type Phase = "before start" | "in the body" | "after message_delta" | "after message_stop" | "after failure";

interface Reading {
  readonly problems: string[];
  readonly toolIds: Set<string>;
  phase: Phase;
  nextIndex: number;
  open: { index: number; block: AnswerBlock; text: string } | undefined;
  sawTool: boolean;
}

const fittingDelta: Readonly<Record<BlockDelta["delta"]["type"], readonly AnswerBlock["type"][]>> = {
  text_delta: ["text"],
  thinking_delta: ["thinking"],
  signature_delta: ["thinking"],
  input_json_delta: ["tool_use", "server_tool_use"],
};

function onBlockStart(reading: Reading, { index, content_block }: BlockStart): void {
  const { problems, open } = reading;
  if (reading.phase !== "in the body") problems.push(`content_block_start ${index} ${reading.phase}`);
  if (open) problems.push(`block ${index} starts while ${open.index} is open`);
  if (index !== reading.nextIndex) problems.push(`block index ${index}, expected ${reading.nextIndex}`);
  reading.nextIndex = index + 1;
  reading.open = { index, block: content_block, text: "" };
  if (content_block.type !== "tool_use") return;
  reading.sawTool = true;
  const { id, name, input } = content_block;
  if (!/^[a-zA-Z0-9_-]+$/.test(id)) problems.push(`tool_use id "${id}"`);
  if (reading.toolIds.has(id)) problems.push(`tool_use id "${id}" twice`);
  if (name === "") problems.push(`tool_use ${index} without a name`);
  // Claude Code ignores an input given here: it reads the deltas alone.
  if (Object.keys(input).length > 0) problems.push(`tool_use ${index} starts with an input`);
  reading.toolIds.add(id);
}

function onBlockDelta(reading: Reading, { index, delta }: BlockDelta): void {
  const { problems, open } = reading;
  if (!open || open.index !== index) {
    problems.push(`delta for block ${index}, open is ${open?.index ?? "none"}`);
    return;
  }
  if (!fittingDelta[delta.type].includes(open.block.type))
    problems.push(`${delta.type} in ${open.block.type} block ${index}`);
  if (delta.type === "text_delta") open.text += delta.text;
  if (delta.type === "input_json_delta") open.text += delta.partial_json;
}

function onBlockStop(reading: Reading, { index }: BlockStop, options: GrammarOptions): void {
  const { problems, open } = reading;
  reading.open = undefined;
  if (!open || open.index !== index) {
    problems.push(`stop for block ${index}, open is ${open?.index ?? "none"}`);
    return;
  }
  if (open.block.type === "text" && open.block.text + open.text === "")
    problems.push(`empty text block ${index}`);
  if (open.block.type === "tool_use" && !options.brokenToolInput && !isJsonObject(parseJson(open.text)))
    problems.push(`input of tool_use ${index} is no JSON object: ${open.text}`);
}

function onEvent(reading: Reading, event: DecodedEvent, options: GrammarOptions): void {
  const { problems } = reading;
  if (reading.phase === "after message_stop" || reading.phase === "after failure")
    problems.push(`${event.type} ${reading.phase}`);
  switch (event.type) {
    case "ping":
      return;
    case "message_start":
      if (reading.phase !== "before start") problems.push(`message_start ${reading.phase}`);
      if (event.message.content.length > 0) problems.push("message_start has content");
      if (event.message.stop_reason !== null) problems.push("message_start has a stop_reason");
      reading.phase = "in the body";
      return;
    case "content_block_start":
      onBlockStart(reading, event);
      return;
    case "content_block_delta":
      onBlockDelta(reading, event);
      return;
    case "content_block_stop":
      onBlockStop(reading, event, options);
      return;
    case "message_delta":
      if (reading.phase !== "in the body") problems.push(`message_delta ${reading.phase}`);
      if (reading.open) problems.push(`message_delta while block ${reading.open.index} is open`);
      if (!options.cutToolCall && (event.delta.stop_reason === "tool_use") !== reading.sawTool)
        problems.push(
          `stop_reason ${event.delta.stop_reason} ${reading.sawTool ? "with" : "without"} tool_use`,
        );
      reading.phase = "after message_delta";
      return;
    case "message_stop":
      if (reading.phase !== "after message_delta") problems.push(`message_stop ${reading.phase}`);
      reading.phase = "after message_stop";
      return;
    case "failure":
      reading.phase = "after failure";
  }
}

/** What a case is allowed beyond the grammar. */
export interface GrammarOptions {
  /** Tool arguments that do not parse are passed on as they came. */
  readonly brokenToolInput?: boolean;
  /** A call cut off by the output limit, or refused half-way, ends for that reason and not with `tool_use`. */
  readonly cutToolCall?: boolean;
}

function read(events: readonly DecodedEvent[], options: GrammarOptions): Reading {
  const reading: Reading = {
    problems: [],
    toolIds: new Set(),
    phase: "before start",
    nextIndex: 0,
    open: undefined,
    sawTool: false,
  };
  for (const event of events) onEvent(reading, event, options);
  return reading;
}

/** Problems of a stream that should be one whole answer; empty when it is legal. */
export function checkGrammar(events: readonly DecodedEvent[], options: GrammarOptions = {}): string[] {
  const { problems, phase } = read(events, options);
  return phase === "after message_stop" ? problems : [...problems, `the stream ends ${phase}`];
}

/** Problems of a stream that should be a legal beginning and then exactly one failure. */
export function checkFailed(events: readonly DecodedEvent[], options: GrammarOptions = {}): string[] {
  const { problems, phase } = read(events, options);
  return phase === "after failure" ? problems : [...problems, `the stream ends ${phase}, not in a failure`];
}
