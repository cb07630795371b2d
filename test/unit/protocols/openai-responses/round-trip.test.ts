import { describe, expect, test } from "bun:test";
import { isJsonObject, type JsonObject } from "../../../../src/json.ts";
import type { Message } from "../../../../src/protocols/anthropic/events.ts";
import type { MessagesRequest } from "../../../../src/protocols/anthropic/request.ts";
import { openaiResponsesDialect } from "../../../../src/protocols/openai-responses/dialect.ts";
import { openaiResponses } from "../../../../src/protocols/openai-responses/index.ts";
import { encodeSignature } from "../../../../src/protocols/shared/thinking-signature.ts";
import { atOnce } from "../../../../src/sliced.ts";
import { decodeContext, encodeContext } from "../../../support/decode-context.ts";

const here = { model: "gpt-5.1", provenance: { provider: "openai", model: "gpt-5.1" } };

const answered: JsonObject = {
  id: "resp_1",
  model: "gpt-5.1",
  status: "completed",
  output: [
    {
      id: "rs_1",
      type: "reasoning",
      summary: [{ type: "summary_text", text: "Plan." }],
      encrypted_content: "gAAAAone",
    },
    {
      id: "fc_1",
      type: "function_call",
      call_id: "call_1",
      name: "Read",
      arguments: '{"path":"a"}',
      status: "completed",
    },
    { id: "rs_2", type: "reasoning", summary: [], encrypted_content: "gAAAAtwo" },
    {
      id: "fc_2",
      type: "function_call",
      call_id: "call_2",
      name: "Read",
      arguments: '{"path":"b"}',
      status: "completed",
    },
  ],
  usage: { input_tokens: 10, output_tokens: 10 },
};

function decoded(): Message {
  const message = openaiResponses.decodeResponse(answered, decodeContext(here));
  if (message.type === "failure") throw new Error(message.message);
  return message;
}

function nextTurn({ content }: Message): MessagesRequest {
  return {
    model: "any",
    messages: [
      { role: "user", content: "Read both" },
      { role: "assistant", content },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "call_1", content: "A" },
          { type: "tool_result", tool_use_id: "call_2", content: "B" },
        ],
      },
    ],
  };
}

function inputFor(request: MessagesRequest, context: Parameters<typeof decodeContext>[0]): JsonObject[] {
  const { body } = atOnce(openaiResponses.encodeRequest(request, decodeContext(context)));
  return Array.isArray(body.input) ? body.input.filter(isJsonObject) : [];
}

describe("encrypted reasoning", () => {
  test("comes back to its maker, each before the call it led to", () => {
    const items = inputFor(nextTurn(decoded()), here);
    expect(
      items.map(({ type, id, encrypted_content, call_id }) => [type, id ?? encrypted_content ?? call_id]),
    ).toEqual([
      ["message", undefined],
      ["reasoning", "rs_1"],
      ["function_call", "call_1"],
      ["reasoning", "rs_2"],
      ["function_call", "call_2"],
      ["function_call_output", "call_1"],
      ["function_call_output", "call_2"],
    ]);
  });

  test("stays away from another provider and another family", () => {
    const elsewhere = { ...here, provenance: { provider: "azure", model: "gpt-5.1" } };
    const family = { model: "o4-mini", provenance: { provider: "openai", model: "o4-mini" } };
    for (const context of [elsewhere, family])
      expect(inputFor(nextTurn(decoded()), context).some(({ type }) => type === "reasoning")).toBe(false);
  });

  test("survives a client that speaks Responses itself", () => {
    const client = atOnce(openaiResponsesDialect.decodeRequest({ model: "any", input: "Read both" }));
    const { output } = client.encodeMessage(decoded(), encodeContext());
    const history = [
      { role: "user", content: "Read both" },
      ...(Array.isArray(output) ? output : []),
      { type: "function_call_output", call_id: "call_1", output: "A" },
      { type: "function_call_output", call_id: "call_2", output: "B" },
    ];
    const { request } = atOnce(openaiResponsesDialect.decodeRequest({ model: "any", input: history }));
    const replayed = inputFor(request, here).flatMap(({ encrypted_content }) => encrypted_content ?? []);
    expect(replayed).toEqual(["gAAAAone", "gAAAAtwo"]);
  });

  test.each([
    [
      "of another kind",
      encodeSignature({ provenance: here.provenance, kind: "text", payload: { ec: "gAAAA" } }),
    ],
    ["without its payload", encodeSignature({ provenance: here.provenance, kind: "openai_reasoning" })],
    [
      "of another form",
      encodeSignature({ provenance: here.provenance, kind: "openai_reasoning", payload: { ec: 7 } }),
    ],
  ])("%s is never replayed", (_name, signature) => {
    const thinking = { type: "thinking", thinking: "x", signature } as const;
    const message: Message = { ...decoded(), content: [thinking, { type: "text", text: "y" }] };
    expect(inputFor(nextTurn(message), here).some(({ type }) => type === "reasoning")).toBe(false);
  });
});

describe("an answer that passes through both sides", () => {
  test("is the same to a client that speaks Responses, but for ids and encryption", () => {
    const client = atOnce(openaiResponsesDialect.decodeRequest({ model: "any", input: "Read both" }));
    const { output } = client.encodeMessage(decoded(), encodeContext());
    const kept = (items: unknown) =>
      (items as JsonObject[]).map(({ id: _, encrypted_content: _encrypted, ...item }) => item);
    expect(kept(output)).toEqual(kept(answered.output));
  });
});
