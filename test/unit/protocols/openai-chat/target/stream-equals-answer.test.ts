import { expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonObject } from "../../../../../src/json.ts";
import type { MessageEvent } from "../../../../../src/protocols/anthropic/events.ts";
import { openaiChat } from "../../../../../src/protocols/openai-chat/index.ts";
import type { DecodedEvent } from "../../../../../src/protocols/protocol.ts";
import { foldEvents } from "../../../../../src/protocols/shared/fold-events.ts";
import { decodeContext } from "../../../../support/decode-context.ts";
import { decodeAll } from "../../../../support/golden.ts";

interface Answer {
  readonly reasoning: string;
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly input: JsonObject }[];
}

const answer: fc.Arbitrary<Answer> = fc.record({
  reasoning: fc.stringMatching(/^[a-z ]{0,20}$/),
  text: fc.stringMatching(/^[a-z][a-z ]{0,30}$/),
  calls: fc.array(
    fc.record({
      name: fc.constantFrom("Read", "Run"),
      input: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string({ unit: "grapheme" })),
    }),
    { maxLength: 3 },
  ),
});

const usage = { prompt_tokens: 9, completion_tokens: 7 };

function whole({ calls, reasoning, text }: Answer): JsonObject {
  const tool_calls = calls.map(({ input, name }, index) => ({
    id: `call_${index}`,
    type: "function",
    function: { name, arguments: JSON.stringify(input) },
  }));
  const message = { role: "assistant", content: text, reasoning_content: reasoning, tool_calls };
  return { choices: [{ index: 0, message, finish_reason: "stop" }], usage };
}

function cut(text: string, size: number): readonly string[] {
  const characters = [...text];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(""));
  return pieces;
}

/** Takes the first of each list, then the second of each, and so on. */
function interleave<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

function deltasOf({ calls, reasoning, text }: Answer, size: number, mixed: boolean): readonly JsonObject[] {
  const perCall = calls.map(({ input, name }, index): readonly JsonObject[] => [
    { tool_calls: [{ index, id: `call_${index}`, type: "function", function: { name, arguments: "" } }] },
    ...cut(JSON.stringify(input), size).map((json) => ({
      tool_calls: [{ index, function: { arguments: json } }],
    })),
  ]);
  return [
    ...cut(reasoning, size).map((piece) => ({ reasoning_content: piece })),
    ...cut(text, size).map((piece) => ({ content: piece })),
    ...(mixed ? interleave(perCall) : perCall.flat()),
  ];
}

function isMessageEvent(event: DecodedEvent): event is MessageEvent {
  return event.type !== "failure";
}

test("an answer means the same streamed in any pieces as it does whole", () => {
  fc.assert(
    fc.property(answer, fc.integer({ min: 1, max: 9 }), fc.boolean(), (given, size, mixed) => {
      const chunks = [
        ...deltasOf(given, size, mixed).map((delta) => ({ choices: [{ index: 0, delta }] })),
        { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
        { choices: [], usage },
      ];
      const wire = chunks.map((chunk) => ({ event: "", data: JSON.stringify(chunk) }));
      const streamed = foldEvents(decodeAll(openaiChat, decodeContext(), wire).filter(isMessageEvent));
      const message = openaiChat.decodeResponse(whole(given), decodeContext({ stream: false }));
      expect(streamed).toEqual(message.type === "message" ? message : undefined);
    }),
  );
});

test("an answer says what the host said", () => {
  fc.assert(
    fc.property(answer, (given) => {
      const message = openaiChat.decodeResponse(whole(given), decodeContext({ stream: false }));
      if (message.type === "failure") throw new Error(message.message);
      const texts = message.content.flatMap((block) => (block.type === "text" ? [block.text] : []));
      const calls = message.content.flatMap((block) =>
        block.type === "tool_use" ? [{ name: block.name, input: block.input }] : [],
      );
      expect(texts).toEqual([given.text]);
      expect(calls).toEqual([...given.calls]);
    }),
  );
});
