import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Message, MessageEvent } from "../../../../src/protocols/anthropic/events.ts";
import { foldEvents, unfoldMessage } from "../../../../src/protocols/shared/fold-events.ts";
import { joinAnswers } from "../../../../src/protocols/shared/join-answers.ts";
import { checkGrammar } from "../../../support/grammar.ts";

const words = fc.string({ minLength: 1, maxLength: 8 });

function messageOf(thoughts: readonly string[], texts: readonly string[]): Message {
  return {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "m",
    content: [
      ...thoughts.map((thinking) => ({ type: "thinking", thinking, signature: "s" }) as const),
      ...texts.map((text) => ({ type: "text", text }) as const),
    ],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 3, cache_read_input_tokens: 4 },
  };
}

test("answers that break off anywhere and one that does not are one answer in order, with the last one's end", () => {
  const thoughts = fc.array(words, { maxLength: 3 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(thoughts, fc.nat()), { maxLength: 3 }),
      thoughts,
      fc.array(words, { maxLength: 3 }),
      (broken, lastThoughts, texts) => {
        const join = joinAnswers();
        const joined: (MessageEvent | undefined)[] = [];
        const kept: MessageEvent[][] = [];
        for (const [thoughts, cut] of broken) {
          const whole = unfoldMessage(messageOf(thoughts, []));
          const part = whole.slice(0, cut % (whole.length - 1));
          kept.push(part);
          joined.push(join.takeOver(), ...part.map(join.push));
        }
        const last = unfoldMessage(messageOf(lastThoughts, texts));
        joined.push(join.takeOver(), ...last.map(join.push));
        const events = joined.filter((event) => event !== undefined);
        expect(checkGrammar(events)).toEqual([]);
        const started = kept.flat().filter(({ type }) => type === "content_block_start").length;
        const message = foldEvents(events);
        expect(message?.content.slice(started)).toEqual(messageOf(lastThoughts, texts).content.slice(0));
      },
    ),
  );
});
