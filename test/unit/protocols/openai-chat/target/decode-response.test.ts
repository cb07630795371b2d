import { expect, test } from "bun:test";
import type { JsonValue } from "../../../../../src/json.ts";
import { openaiChat } from "../../../../../src/protocols/openai-chat/index.ts";
import { decodeContext } from "../../../../support/decode-context.ts";

function decode(body: JsonValue) {
  return openaiChat.decodeResponse(body, decodeContext({ stream: false }));
}

test("an error body under a 200 is a failure that the classifier can read", () => {
  const body = { error: { message: "The server is overloaded", code: 503 } };
  expect(decode(body)).toEqual({ type: "failure", status: 503, body, message: "The server is overloaded" });
});

test("a body that is no answer is a bad response", () => {
  for (const body of [null, "<html>", 1, {}, { choices: [] }, { choices: null, id: "x" }])
    expect(decode(body)).toMatchObject({ type: "failure", kind: "bad_response" });
});

test("an answer without content is a failure", () => {
  const choices = [{ index: 0, message: { role: "assistant", content: null }, finish_reason: "stop" }];
  expect(decode({ choices, usage: { prompt_tokens: 3, completion_tokens: 0 } })).toMatchObject({
    type: "failure",
    kind: "incomplete_stream",
  });
});

test("a whole answer needs no finish reason", () => {
  const choices = [{ index: 0, message: { role: "assistant", content: "Hi" } }];
  expect(decode({ choices })).toMatchObject({ type: "message", stop_reason: "end_turn" });
});

test("the finish reason of a failure is one, with the kind that it states", () => {
  const choices = [{ index: 0, message: { content: "" }, finish_reason: "insufficient_system_resource" }];
  expect(decode({ choices })).toMatchObject({ type: "failure", kind: "overloaded" });
});
