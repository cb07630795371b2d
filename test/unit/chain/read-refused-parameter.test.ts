import { describe, expect, test } from "bun:test";
import { readErrorBody } from "../../../src/chain/read-error-body.ts";
import { readRefusedParameter } from "../../../src/chain/read-refused-parameter.ts";
import type { JsonValue } from "../../../src/json.ts";

const read = (body: JsonValue): string | undefined => readRefusedParameter(readErrorBody(body));
const said = (message: string): JsonValue => ({ error: { message, type: "invalid_request_error" } });

describe("the refused parameter", () => {
  const cases: readonly (readonly [string, JsonValue, string])[] = [
    [
      "OpenAI's code",
      { error: { message: "No.", code: "unsupported_parameter", param: "max_tokens" } },
      "max_tokens",
    ],
    [
      "a part of a member",
      {
        error: {
          message: "Your organization must be verified to generate reasoning summaries.",
          code: "unsupported_value",
          param: "reasoning.summary",
        },
      },
      "reasoning.summary",
    ],
    [
      "OpenAI's words",
      said("Unsupported parameter: 'temperature' is not supported with this model."),
      "temperature",
    ],
    ["the ChatGPT backend", { detail: "Unsupported parameter: max_output_tokens" }, "max_output_tokens"],
    ["older OpenAI hosts", said("Unrecognized request argument supplied: top_k"), "top_k"],
    ["Groq", said("property 'store' is unsupported, did you mean 'stop'?"), "store"],
    ["xAI", said("Argument not supported on this model: presencePenalty."), "presencePenalty"],
    [
      "a vendor's own sentence",
      said("'reasoning_effort' is not supported with this model."),
      "reasoning_effort",
    ],
    [
      "FastAPI",
      {
        detail: [
          {
            type: "extra_forbidden",
            loc: ["body", "thinking", "keep"],
            msg: "Extra inputs are not permitted",
          },
        ],
      },
      "thinking.keep",
    ],
  ];
  test.each(cases)("is read from %s", (_, body, name) => {
    expect(read(body)).toBe(name);
  });

  test("is not taken from a complaint about a value", () => {
    expect(
      read({
        error: {
          message: "Invalid 'temperature': must be <= 2.",
          code: "invalid_value",
          param: "temperature",
        },
      }),
    ).toBeUndefined();
    expect(
      read({ detail: [{ type: "missing", loc: ["body", "model"], msg: "Field required" }] }),
    ).toBeUndefined();
    expect(read(said("messages: unexpected role"))).toBeUndefined();
  });
});
