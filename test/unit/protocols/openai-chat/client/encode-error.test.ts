import { expect, test } from "bun:test";
import { type FailureKind, failures } from "../../../../../src/errors.ts";
import { openaiChatDialect } from "../../../../../src/protocols/openai-chat/dialect.ts";

function encode(kind: FailureKind, code?: string) {
  const failure = { kind, status: failures[kind].status, message: "Words", requestId: "req_1" };
  return openaiChatDialect.encodeError({ ...failure, ...(code !== undefined && { code }) });
}

test("clients find the codes that they look for", () => {
  const code = (kind: FailureKind) => encode(kind).error;
  expect(code("context_too_long")).toMatchObject({
    type: "invalid_request_error",
    code: "context_length_exceeded",
  });
  expect(code("rate_limit")).toMatchObject({ type: "rate_limit_error", code: "rate_limit_exceeded" });
  expect(code("billing")).toMatchObject({ type: "insufficient_quota", code: "insufficient_quota" });
  expect(code("authentication")).toMatchObject({ code: "invalid_api_key" });
  expect(code("not_found")).toMatchObject({ type: "invalid_request_error", code: "model_not_found" });
});

test("the upstream's own code is kept", () => {
  expect(encode("rate_limit", "usage_limit_reached").error).toMatchObject({ code: "usage_limit_reached" });
});

test("every kind has all members of OpenAI's envelope", () => {
  for (const kind of Object.keys(failures) as FailureKind[]) {
    expect(Object.keys(encode(kind).error ?? {})).toEqual(["message", "type", "param", "code"]);
    expect(encode(kind).error).toMatchObject({ message: "Words", param: null });
  }
});
