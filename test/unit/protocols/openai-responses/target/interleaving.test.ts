import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonObject } from "../../../../../src/json.ts";
import { openaiResponses } from "../../../../../src/protocols/openai-responses/index.ts";
import type { DecodedEvent } from "../../../../../src/protocols/protocol.ts";
import { foldEvents } from "../../../../../src/protocols/shared/fold-events.ts";
import { decodeContext } from "../../../../support/decode-context.ts";
import { checkGrammar } from "../../../../support/grammar.ts";

/** The events of one item, in their own order. */
function itemEvents(index: number, kind: "message" | "call", pieces: readonly string[]): JsonObject[] {
  const place = { output_index: index, item_id: `item_${index}` };
  const whole = pieces.join("");
  if (kind === "message") {
    const item = { id: place.item_id, type: "message", content: [{ type: "output_text", text: whole }] };
    const deltas = pieces.map((delta) => ({
      type: "response.output_text.delta",
      ...place,
      content_index: 0,
      delta,
    }));
    return [
      { type: "response.output_item.added", output_index: index, item: { ...item, content: [] } },
      ...deltas,
      { type: "response.output_text.done", ...place, content_index: 0, text: whole },
      { type: "response.output_item.done", output_index: index, item },
    ];
  }
  const json = JSON.stringify({ text: whole });
  const item = {
    id: place.item_id,
    type: "function_call",
    call_id: `call_${index}`,
    name: "say",
    arguments: json,
  };
  const deltas = [...json].map((delta) => ({
    type: "response.function_call_arguments.delta",
    ...place,
    delta,
  }));
  return [
    { type: "response.output_item.added", output_index: index, item: { ...item, arguments: "" } },
    ...deltas,
    { type: "response.function_call_arguments.done", ...place, arguments: json },
    { type: "response.output_item.done", output_index: index, item },
  ];
}

function decode(events: readonly JsonObject[]): readonly DecodedEvent[] {
  const decoder = openaiResponses.openDecoder(decodeContext());
  const begun = { type: "response.created", response: { id: "resp_1", model: "gpt-5.1" } };
  const usage = { input_tokens: 1, output_tokens: 1 };
  const ended = { type: "response.completed", response: { id: "resp_1", output: [], usage } };
  const all = [begun, ...events, ended].map((event) => ({
    event: event.type as string,
    data: JSON.stringify(event),
  }));
  return [...all.flatMap((event) => [...decoder.push(event)]), ...decoder.end()];
}

function message(events: readonly DecodedEvent[]) {
  return foldEvents(events.flatMap((event) => (event.type === "failure" ? [] : [event])));
}

const anyItems = fc.array(
  fc.tuple(
    fc.constantFrom("message" as const, "call" as const),
    fc.array(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
  ),
  { minLength: 1, maxLength: 5 },
);

describe("items that stream side by side", () => {
  test("mean the same as one after the other, in the order in which they appeared", () => {
    fc.assert(
      fc.property(anyItems, fc.infiniteStream(fc.nat(100)), (items, dice) => {
        const lists = items.map(([kind, pieces], index) => itemEvents(index, kind, pieces));
        const oneByOne = decode(lists.flat());
        // Each item is announced in turn; then any of the announced may go on.
        const mixed: JsonObject[] = [];
        const rest = lists.map((list) => [...list]);
        let announced = 0;
        while (rest.some((list) => list.length > 0)) {
          const choices = rest.slice(0, announced + 1).filter((list) => list.length > 0);
          const [roll = 0] = [...dice.take(1)];
          const chosen = choices[roll % choices.length];
          if (chosen === rest[announced]) announced = Math.min(announced + 1, rest.length - 1);
          const event = chosen?.shift();
          if (event) mixed.push(event);
        }
        expect(checkGrammar(decode(mixed))).toEqual([]);
        expect(message(decode(mixed))).toEqual(message(oneByOne));
      }),
    );
  });
});
