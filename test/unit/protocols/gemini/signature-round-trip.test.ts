import { expect, test } from "bun:test";
import fc from "fast-check";
import { isJsonObject, type JsonObject } from "../../../../src/json.ts";
import type { ContentBlock, MessagesRequest } from "../../../../src/protocols/anthropic/request.ts";
import { gemini } from "../../../../src/protocols/gemini/index.ts";
import { atOnce } from "../../../../src/sliced.ts";
import { decodeContext } from "../../../support/decode-context.ts";

/*
 * What Gemini signed comes back to it signed, part by part, after Claude Code has kept the answer as Anthropic blocks. The
 * one exception: a signature on the very last text has no block that could carry it, since the text must stay last.
 */

interface Chunk {
  readonly kind: "thought" | "text" | "call";
  readonly words: string;
  readonly signature: string | undefined;
}

const words = fc.stringMatching(/^[a-zé ]{1,6}$/);
const signature = fc.option(fc.stringMatching(/^sig[a-z]{5}=$/), { nil: undefined });
const chunk: fc.Arbitrary<Chunk> = fc.record({
  kind: fc.constantFrom("thought", "text", "call"),
  words,
  signature,
});
const chunks = fc.array(chunk, { minLength: 1, maxLength: 10 });

function partOf({ kind, words, signature }: Chunk, position: number): JsonObject {
  const thoughtSignature = signature === undefined ? {} : { thoughtSignature: signature };
  if (kind === "call")
    return { functionCall: { id: `fc-${position}`, name: "read", args: { words } }, ...thoughtSignature };
  return { text: words, ...(kind === "thought" && { thought: true }), ...thoughtSignature };
}

/** The parts that Gemini should get back: unsigned neighbours joined, unsigned thoughts left out. */
function expectedParts(answer: readonly Chunk[]): readonly JsonObject[] {
  const parts: JsonObject[] = [];
  let text = "";
  let thought = "";
  const flush = () => {
    if (text !== "") parts.push({ text });
    text = "";
  };
  answer.forEach((each, position) => {
    const isLost = each.kind === "text" && position === answer.length - 1;
    if (each.kind !== "thought") thought = "";
    if (each.kind !== "text") flush();
    if (each.kind === "call") parts.push(partOf(each, position));
    else if (each.kind === "thought") thought += each.words;
    if (each.kind === "text" && (each.signature === undefined || isLost)) text += each.words;
    else if (each.signature !== undefined && each.kind !== "call") {
      flush();
      parts.push(partOf({ ...each, words: each.kind === "thought" ? thought : each.words }, position));
      thought = "";
    }
  });
  flush();
  const first = parts.findIndex((part) => part.functionCall !== undefined);
  const call = parts[first];
  if (call && call.thoughtSignature === undefined)
    parts[first] = { ...call, thoughtSignature: "skip_thought_signature_validator" };
  return parts;
}

function nextRequest(content: readonly ContentBlock[]): MessagesRequest {
  const results = content.flatMap((block): ContentBlock[] =>
    block.type === "tool_use" ? [{ type: "tool_result", tool_use_id: block.id, content: "read" }] : [],
  );
  return {
    model: "m",
    messages: [
      { role: "user", content: "Read it all" },
      { role: "assistant", content },
      { role: "user", content: [...results, { type: "text", text: "Go on" }] },
    ],
  };
}

test("every signature comes back on the part that it was on", () => {
  fc.assert(
    fc.property(chunks, (answer) => {
      const context = decodeContext({ model: "gemini-3-pro-preview" });
      const stream = answer.map((each, position) => ({
        candidates: [{ content: { role: "model", parts: [partOf(each, position)] } }],
      }));
      const message = gemini.decodeResponse([...stream, { candidates: [{ finishReason: "STOP" }] }], context);
      if (message.type === "failure") throw new Error(message.message);
      const { body } = atOnce(gemini.encodeRequest(nextRequest(message.content), context));
      const contents = Array.isArray(body.contents) ? body.contents.filter(isJsonObject) : [];
      const step = contents.find(({ role }) => role === "model");
      expect(step?.parts ?? []).toEqual([...expectedParts(answer)]);
    }),
    { numRuns: 200 },
  );
});
