import { expect, test } from "bun:test";
import { effectOfLoss } from "../../../../src/admin/words/losses.ts";

test.each([
  ["thinking", "Earlier reasoning is not shown to the model"],
  ["tool:web_search", "The model cannot search by itself"],
  ["tool:computer_20250124", "The model cannot call it"],
  ["block:video", "The model does not see it"],
  ["document:file", "The model does not see it"],
  ["something_new", ""],
  ["toString", ""],
])("the loss of %s is told as %p", (name, words) => {
  expect(effectOfLoss(name)).toBe(words);
});
