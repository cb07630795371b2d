import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { MessageEvent } from "../../../../src/protocols/anthropic/events.ts";
import { emptyUsage } from "../../../../src/protocols/anthropic/events.ts";
import {
  type BlockOp,
  endMessage,
  noBlocks,
  writeBlocks,
} from "../../../../src/protocols/shared/block-writer.ts";
import { checkGrammar } from "../../../support/grammar.ts";

const start: BlockOp = { op: "start", id: "msg_1", model: "m" };

function write(...ops: BlockOp[]): readonly MessageEvent[] {
  return writeBlocks(noBlocks, ops)[1];
}

/** Events in few words: what opened, what came, what closed. */
function outline(events: readonly MessageEvent[]): readonly string[] {
  return events.map((event) => {
    switch (event.type) {
      case "content_block_start":
        return `${event.index} ${event.content_block.type}`;
      case "content_block_delta":
        return `${event.index} ${Object.values(event.delta).join(": ")}`;
      case "content_block_stop":
        return `${event.index} stop`;
      default:
        return event.type;
    }
  });
}

describe("blocks", () => {
  test("open when something is said, and close when something else is", () => {
    const events = write(
      start,
      { op: "thinking", text: "Hm." },
      { op: "text", text: "He" },
      { op: "text", text: "y" },
      { op: "tool", id: "toolu_1", name: "Read" },
      { op: "json", json: "{}" },
      { op: "close" },
    );
    expect(outline(events)).toEqual([
      "message_start",
      "0 thinking",
      "0 thinking_delta: Hm.",
      "0 stop",
      "1 text",
      "1 text_delta: He",
      "1 text_delta: y",
      "1 stop",
      "2 tool_use",
      "2 input_json_delta: {}",
      "2 stop",
    ]);
  });

  test("are not opened for nothing", () => {
    expect(
      write(
        { op: "text", text: "" },
        { op: "thinking", text: "" },
        { op: "json", json: "{}" },
        { op: "close" },
      ),
    ).toEqual([]);
  });

  test("say the start only once", () => {
    expect(write(start, start)).toHaveLength(1);
  });

  test("of one tool after another are two", () => {
    const events = write({ op: "tool", id: "a", name: "Read" }, { op: "tool", id: "b", name: "Read" });
    expect(outline(events)).toEqual(["0 tool_use", "0 input_json_delta: {}", "0 stop", "1 tool_use"]);
  });
});

describe("a signature", () => {
  test("closes the thinking that it signs", () => {
    const events = write(
      { op: "thinking", text: "a" },
      { op: "signature", signature: "s" },
      { op: "thinking", text: "b" },
    );
    expect(outline(events).slice(2)).toEqual([
      "0 signature_delta: s",
      "0 stop",
      "1 thinking",
      "1 thinking_delta: b",
    ]);
  });

  test("without thinking has a block of its own", () => {
    const events = write({ op: "text", text: "a" }, { op: "signature", signature: "s" });
    expect(outline(events).slice(2)).toEqual(["0 stop", "1 thinking", "1 signature_delta: s", "1 stop"]);
  });
});

describe("a tool call", () => {
  test("without arguments says an empty object, since clients parse what they got", () => {
    expect(outline(write({ op: "tool", id: "a", name: "Read" }, { op: "close" }))).toContain(
      "0 input_json_delta: {}",
    );
  });

  test("that came whole brings its input as a delta, which is all that clients read", () => {
    const events = write({
      op: "block",
      block: { type: "tool_use", id: "a", name: "Read", input: { path: "p" } },
    });
    expect(events[0]).toMatchObject({ content_block: { input: {} } });
    expect(outline(events)).toEqual(["0 tool_use", '0 input_json_delta: {"path":"p"}', "0 stop"]);
  });
});

test("the state knows what was written", () => {
  expect(writeBlocks(noBlocks, [start])[0]).toMatchObject({
    started: true,
    sawTool: false,
    sawContent: false,
  });
  expect(writeBlocks(noBlocks, [{ op: "text", text: "a" }])[0]).toMatchObject({
    sawTool: false,
    sawContent: true,
  });
  expect(writeBlocks(noBlocks, [{ op: "tool", id: "a", name: "b" }])[0]).toMatchObject({ sawTool: true });
});

test("the end closes what is open and says why", () => {
  const [state] = writeBlocks(noBlocks, [start, { op: "text", text: "a" }]);
  expect(endMessage(state, { stopReason: "stop_sequence", stopSequence: "END", usage: emptyUsage })).toEqual([
    { type: "content_block_stop", index: 0 },
    {
      type: "message_delta",
      delta: { stop_reason: "stop_sequence", stop_sequence: "END" },
      usage: emptyUsage,
    },
    { type: "message_stop" },
  ]);
});

const text = fc.constantFrom("", "a", "b");
const op: fc.Arbitrary<BlockOp> = fc.oneof(
  fc.constant(start),
  text.map((value): BlockOp => ({ op: "text", text: value })),
  text.map((value): BlockOp => ({ op: "thinking", text: value })),
  fc.constant<BlockOp>({ op: "signature", signature: "s" }),
  fc.nat(9).map((n): BlockOp => ({ op: "tool", id: `toolu_${n}`, name: "Read" })),
  fc.constant<BlockOp>({ op: "json", json: "" }),
  fc.constant<BlockOp>({ op: "block", block: { type: "redacted_thinking", data: "x" } }),
  fc.constant<BlockOp>({ op: "close" }),
);

test("whatever is said in whatever pieces, the stream is legal", () => {
  fc.assert(
    fc.property(fc.array(op), fc.nat(20), (said, cut) => {
      const ids = new Set<string>();
      const ops = said.filter((each) => each.op !== "tool" || (!ids.has(each.id) && ids.add(each.id)));
      const [opened, first] = writeBlocks(noBlocks, [start]);
      const [between, second] = writeBlocks(opened, ops.slice(0, cut));
      const [state, third] = writeBlocks(between, ops.slice(cut));
      const stopReason = state.sawTool ? "tool_use" : "end_turn";
      const events = [...first, ...second, ...third, ...endMessage(state, { stopReason, usage: emptyUsage })];
      expect(checkGrammar(events)).toEqual([]);
    }),
  );
});
