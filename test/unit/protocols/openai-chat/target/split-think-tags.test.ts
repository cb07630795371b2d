import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Piece } from "../../../../../src/protocols/openai-chat/target/read-chunk.ts";
import {
  flushThinkSplit,
  splitThinkTags,
  type ThinkSplit,
  undecidedSplit,
} from "../../../../../src/protocols/openai-chat/target/split-think-tags.ts";

function split(pieces: readonly string[]): { readonly thinking: string; readonly text: string } {
  let state: ThinkSplit = undecidedSplit;
  const said: Piece[] = [];
  for (const piece of pieces) {
    const [next, out] = splitThinkTags(state, piece);
    state = next;
    said.push(...out);
  }
  said.push(...flushThinkSplit(state));
  const of = (kind: Piece["kind"]) =>
    said.flatMap((piece) => (piece.kind === kind ? [piece.text] : [])).join("");
  return { thinking: of("thinking"), text: of("text") };
}

test("a leading thought is told from the text behind it", () => {
  expect(split(["\n<think>\nHm.</think>\n\nYes."])).toEqual({ thinking: "Hm.", text: "Yes." });
});

test("a tag that is not at the beginning is text", () => {
  expect(split(["Use <think> and </think>."])).toEqual({ thinking: "", text: "Use <think> and </think>." });
});

test("a thought that never ends is a thought", () => {
  expect(split(["<think>Hm. </th"])).toEqual({ thinking: "Hm. </th", text: "" });
});

test("the beginning of a tag alone is text", () => {
  expect(split([" <thi"])).toEqual({ thinking: "", text: " <thi" });
});

test("it does not matter where the pieces are cut", () => {
  const content = fc.constantFrom(
    "<think>a < b </t> </think>\nDone </think> twice",
    " <think></think>Plain",
    "<thinker> no tag",
    "<think>never closed </thin",
    "plain text",
  );
  fc.assert(
    fc.property(content, fc.array(fc.nat(60), { maxLength: 8 }), (text, cuts) => {
      const ends = [...cuts, text.length].sort((a, b) => a - b);
      const pieces = ends.map((end, n) => text.slice(ends[n - 1] ?? 0, end)).filter(Boolean);
      expect(split(pieces)).toEqual(split([text]));
    }),
  );
});
