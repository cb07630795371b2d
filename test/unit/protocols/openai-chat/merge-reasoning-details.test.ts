import { expect, test } from "bun:test";
import type { JsonObject } from "../../../../src/json.ts";
import { mergeReasoningDetail } from "../../../../src/protocols/openai-chat/merge-reasoning-details.ts";

function merge(...pieces: JsonObject[]): readonly JsonObject[] {
  return pieces.reduce(mergeReasoningDetail, [] as readonly JsonObject[]);
}

test("pieces of one item become the item, with the signature that came last", () => {
  expect(
    merge(
      { type: "reasoning.text", index: 0, text: "One ", format: "f" },
      { type: "reasoning.text", index: 0, text: "two" },
      { type: "reasoning.text", index: 0, text: null, signature: "c2ln" },
    ),
  ).toEqual([{ type: "reasoning.text", index: 0, text: "One two", format: "f", signature: "c2ln" }]);
});

test("items of another index or type, and items after a signature, stand by themselves", () => {
  const items = [
    { type: "reasoning.text", index: 0, text: "One", signature: "c2ln" },
    { type: "reasoning.text", index: 0, text: "Two" },
    { type: "reasoning.text", index: 1, text: "Three" },
    { type: "reasoning.summary", index: 1, summary: "Four" },
  ];
  expect(merge(...items)).toEqual(items);
});

test("encrypted items are never joined", () => {
  const items = [
    { type: "reasoning.encrypted", index: 0, data: "YQ==" },
    { type: "reasoning.encrypted", index: 0, data: "Yg==" },
  ];
  expect(merge(...items)).toEqual(items);
});
