import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../../src/json.ts";
import { gemini } from "../../../../src/protocols/gemini/index.ts";
import { decodeContext } from "../../../support/decode-context.ts";

function wire(chunk: JsonObject) {
  return { event: "", data: JSON.stringify(chunk) };
}

function candidate(parts: JsonObject[], more: JsonObject = {}): JsonObject {
  return { candidates: [{ content: { role: "model", parts }, ...more }] };
}

describe("a Gemini stream", () => {
  test("says nothing before there is something to say, so that another target may still be tried", () => {
    const decoder = gemini.openDecoder(decodeContext());
    expect(decoder.push(wire({ usageMetadata: { promptTokenCount: 5 } }))).toEqual([]);
    expect(decoder.push(wire(candidate([{ text: "" }])))).toEqual([]);
    expect(decoder.push(wire(candidate([{ text: "Now." }]))).map(({ type }) => type)).toEqual([
      "message_start",
      "content_block_start",
      "content_block_delta",
    ]);
  });

  test("is whole once it has a finish reason, and ends only with its bytes", () => {
    const decoder = gemini.openDecoder(decodeContext());
    decoder.push(wire(candidate([{ text: "Done." }])));
    expect(decoder.isWhole()).toBe(false);
    expect(decoder.push(wire(candidate([], { finishReason: "STOP" })))).toEqual([]);
    expect(decoder.isWhole()).toBe(true);
    decoder.push(wire({ usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2 } }));
    expect(decoder.end().find(({ type }) => type === "message_delta")).toMatchObject({
      usage: { input_tokens: 5, output_tokens: 2 },
    });
  });

  test("is whole when the prompt was refused", () => {
    const decoder = gemini.openDecoder(decodeContext());
    decoder.push(wire({ promptFeedback: { blockReason: "SAFETY" } }));
    expect(decoder.isWhole()).toBe(true);
  });
});
