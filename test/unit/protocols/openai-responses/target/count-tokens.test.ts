import { expect, test } from "bun:test";
import { responsesCounting } from "../../../../../src/protocols/openai-responses/target/count-tokens.ts";
import { atOnce } from "../../../../../src/sliced.ts";
import { decodeContext } from "../../../../support/decode-context.ts";

test("the counting method gets only the members it knows", () => {
  const context = decodeContext({ model: "gpt-5.1", sessionKey: "s" });
  const encoding = responsesCounting.encodeRequest(
    {
      model: "m",
      system: "You keep bees.",
      messages: [{ role: "user", content: "Hello" }],
      max_tokens: 100,
      tools: [{ kind: "custom", name: "weigh", input_schema: { type: "object", properties: {} } }],
    },
    context,
  );
  expect(Object.keys(atOnce(encoding)).sort()).toEqual(["input", "instructions", "model", "tools"]);
});

test("reads the count, and nothing else as one", () => {
  expect(responsesCounting.decodeAnswer({ object: "response.input_tokens", input_tokens: 11 })).toBe(11);
  expect(responsesCounting.decodeAnswer({ input_tokens: "11" })).toBeUndefined();
  expect(responsesCounting.decodeAnswer({ error: { message: "no" } })).toBeUndefined();
});
