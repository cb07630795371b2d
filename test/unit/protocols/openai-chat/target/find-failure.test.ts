import { describe, expect, test } from "bun:test";
import type { JsonValue } from "../../../../../src/json.ts";
import { findFailure } from "../../../../../src/protocols/openai-chat/target/find-failure.ts";

const errors: readonly (readonly [
  string,
  JsonValue,
  { readonly message: string; readonly status?: number },
])[] = [
  ["OpenAI", { error: { message: "No", type: "server_error", code: null } }, { message: "No" }],
  [
    "OpenRouter, beside choices",
    { choices: [], error: { code: 502, message: "Bad" } },
    { message: "Bad", status: 502 },
  ],
  ["a status as text", { error: { code: "429", message: "Slow" } }, { message: "Slow", status: 429 }],
  ["z.ai, whose codes are no statuses", { error: { code: "1302", message: "Slow" } }, { message: "Slow" }],
  ["an error that is text", { error: "loading" }, { message: "loading" }],
  ["vLLM", { object: "error", message: "Too long", code: 400 }, { message: "Too long", status: 400 }],
  [
    "vLLM, without words",
    { object: "error", code: 500 },
    { message: "The provider reported an error inside its answer.", status: 500 },
  ],
  ["FastAPI", { detail: "Not found" }, { message: "Not found" }],
  ["FastAPI's list", { detail: [{ loc: ["body"], msg: "missing" }] }, { message: "missing" }],
  ["Gemini's list", [{ error: { code: 400, message: "Invalid" } }], { message: "Invalid", status: 400 }],
  ["a list of errors", { errors: [{ message: "First" }, { message: "Second" }] }, { message: "First" }],
  ["a bare message", { message: "Unauthorized" }, { message: "Unauthorized" }],
  ["MiniMax", { base_resp: { status_code: 1008, status_msg: "no balance" } }, { message: "no balance" }],
  [
    "an error without words",
    { error: { code: 500 } },
    { message: "The provider reported an error inside its answer.", status: 500 },
  ],
];

describe("an error inside a 200 is found", () => {
  for (const [name, frame, { message, status }] of errors)
    test(name, () => {
      const failure = findFailure(frame);
      expect(failure?.message).toBe(message);
      expect(failure?.status).toBe(status);
      expect(failure?.kind).toBeUndefined();
    });
});

test("the classifier gets the frame as it came", () => {
  const frame = { error: { message: "No" }, request_id: "r" };
  expect(findFailure(frame)?.body).toEqual(frame);
  expect(findFailure([frame])?.body).toEqual(frame);
});

test("an answer is no failure", () => {
  expect(findFailure({ choices: [], error: null })).toBeUndefined();
  expect(findFailure({ choices: [], base_resp: { status_code: 0, status_msg: "" } })).toBeUndefined();
  expect(findFailure({ choices: [], message: "beside choices", detail: "too" })).toBeUndefined();
  expect(findFailure({ id: "x", type: "ping" })).toBeUndefined();
});

test("what is no object is a bad answer", () => {
  for (const frame of [null, 1, "text", []]) expect(findFailure(frame)?.kind).toBe("bad_response");
});

test("an event that the stream calls an error is one, whatever it holds", () => {
  expect(findFailure({ reason: "x" }, true)?.body).toEqual({ reason: "x" });
  expect(findFailure("gone", true)?.message).toBe("gone");
});
