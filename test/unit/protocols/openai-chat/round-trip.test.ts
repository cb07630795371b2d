import { expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../../../src/json.ts";
import type { AnswerBlock, Message, MessageEvent } from "../../../../src/protocols/anthropic/events.ts";
import { openaiChatDialect } from "../../../../src/protocols/openai-chat/dialect.ts";
import { openaiChat } from "../../../../src/protocols/openai-chat/index.ts";
import type { DecodedEvent } from "../../../../src/protocols/protocol.ts";
import { foldEvents, unfoldMessage } from "../../../../src/protocols/shared/fold-events.ts";
import { atOnce } from "../../../../src/sliced.ts";
import { decodeContext, encodeContext, quirksWith } from "../../../support/decode-context.ts";
import { decodeAll, frame } from "../../../support/golden.ts";

/*
 * A client of Chat Completions over a provider of Chat Completions goes through the hub when the provider is not the
 * client's own kind of host: what both formats can say must come out as it went in.
 */

const words = fc.stringMatching(/^[a-z][a-z ]{0,12}[a-z]$/);
const image = fc.constant({ type: "image_url", image_url: { url: "data:image/png;base64,AA==" } });

const userMessage: fc.Arbitrary<JsonObject> = fc.oneof(
  words.map((content): JsonObject => ({ role: "user", content })),
  fc
    .tuple(words, image)
    .map(([text, picture]): JsonObject => ({ role: "user", content: [{ type: "text", text }, picture] })),
);

/** A turn of the assistant, with its calls and their results or without. */
function exchange(turn: number): fc.Arbitrary<readonly JsonObject[]> {
  const plain = words.map((content): readonly JsonObject[] => [{ role: "assistant", content }]);
  const calls = fc
    .tuple(
      words,
      fc.array(fc.tuple(fc.constantFrom("Read", "Run"), words, words), { minLength: 1, maxLength: 3 }),
    )
    .map(([content, called]): readonly JsonObject[] => [
      {
        role: "assistant",
        content,
        tool_calls: called.map(([name, path], n) => ({
          id: `call_${turn}_${n}`,
          type: "function",
          function: { name, arguments: JSON.stringify({ path }) },
        })),
      },
      ...called.map(
        ([, , result], n): JsonObject => ({
          role: "tool",
          tool_call_id: `call_${turn}_${n}`,
          content: result,
        }),
      ),
    ]);
  return fc.oneof(plain, calls);
}

const conversation = fc
  .tuple(words, ...[0, 1, 2].map((turn) => fc.tuple(userMessage, exchange(turn))))
  .map(([system, ...turns]): JsonObject[] => [
    { role: "system", content: system },
    ...turns.flatMap(([user, answer]) => [user, ...answer]),
    { role: "user", content: "and now" },
  ]);

const tools: JsonValue[] = [
  {
    type: "function",
    function: {
      name: "Read",
      description: "Reads",
      parameters: { type: "object", properties: { path: { type: "string" } } },
    },
  },
  { type: "function", function: { name: "Run", parameters: { type: "object", properties: {} } } },
];

test("a request through the hub keeps texts, images, calls, results, tools and their order", () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const { dropped, request } = atOnce(
        openaiChatDialect.decodeRequest({
          model: "m",
          messages,
          tools,
          tool_choice: "required",
        }),
      );
      const { body, ...encoded } = atOnce(openaiChat.encodeRequest(request, decodeContext()));
      expect(body.messages).toEqual(messages);
      expect(body.tools).toEqual(tools);
      expect(body.tool_choice).toBe("required");
      expect([...dropped, ...encoded.dropped]).toEqual([]);
    }),
  );
});

const block: fc.Arbitrary<AnswerBlock> = fc.oneof(
  words.map((text): AnswerBlock => ({ type: "text", text })),
  fc.record({ type: fc.constant("tool_use"), id: fc.uuid(), name: words, input: fc.record({ path: words }) }),
);

const answer: fc.Arbitrary<Message> = fc
  .tuple(fc.option(words), words, fc.array(block, { maxLength: 4 }))
  .map(([thought, text, blocks]) => {
    const calls = blocks.filter(({ type }) => type === "tool_use");
    const thinking: AnswerBlock[] = thought
      ? [{ type: "thinking", thinking: thought, signature: "sig" }]
      : [];
    return {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "m",
      content: [...thinking, { type: "text", text }, ...calls],
      stop_reason: calls.length > 0 ? "tool_use" : "end_turn",
      stop_sequence: null,
      usage: {
        input_tokens: 3,
        output_tokens: 4,
        cache_creation_input_tokens: 1,
        cache_read_input_tokens: 2,
      },
    };
  });

/** What of a message survives: the ids and signatures are each provider's own. */
function gist({ content, stop_reason, usage }: Message): JsonValue {
  const said = content.map((each) => {
    if (each.type === "thinking") return { thinking: each.thinking };
    if (each.type === "tool_use") return { id: each.id, name: each.name, input: each.input };
    return each.type === "text" ? { text: each.text } : { type: each.type };
  });
  return { said, stop_reason, usage: { ...usage } };
}

function isMessageEvent(event: DecodedEvent): event is MessageEvent {
  return event.type !== "failure";
}

const asked = {
  model: "m",
  messages: [{ role: "user", content: "Hi" }],
  stream_options: { include_usage: true },
};
const context = () => decodeContext({ quirks: quirksWith({ chat: { reasoningReplay: "details" } }) });

test("an answer that ccm streams to a client reads as the answer it was", () => {
  fc.assert(
    fc.property(answer, (message) => {
      const encoder = atOnce(openaiChatDialect.decodeRequest(asked)).openEncoder(encodeContext());
      const text = unfoldMessage(message).map(encoder.push).join("") + encoder.end();
      const events = decodeAll(openaiChat, context(), frame([new TextEncoder().encode(text)]));
      const read = foldEvents(events.filter(isMessageEvent));
      expect(read && gist(read)).toEqual(gist(message));
    }),
  );
});

test("an answer that ccm gives whole reads as the answer it was", () => {
  fc.assert(
    fc.property(answer, (message) => {
      const body = atOnce(openaiChatDialect.decodeRequest(asked)).encodeMessage(message, encodeContext());
      const read = openaiChat.decodeResponse(body, context());
      expect(read.type === "message" && gist(read)).toEqual(gist(message));
    }),
  );
});
