import { describe, expect, test } from "bun:test";
import type { MessagesRequest } from "../../../../src/protocols/anthropic/request.ts";
import {
  countTokensPath,
  decodeCountTokens,
  encodeCountTokens,
} from "../../../../src/protocols/gemini/count-tokens.ts";
import { type GeminiQuirks, plainGemini } from "../../../../src/protocols/gemini/quirks.ts";
import { packThought } from "../../../../src/protocols/gemini/thought-signatures.ts";
import { decodeContext, quirksWith } from "../../../support/decode-context.ts";

const provenance = { provider: "test-provider", model: "gemini-3-flash" };

const request: MessagesRequest = {
  model: "m",
  system: "You keep bees.",
  messages: [
    { role: "user", content: "Hello" },
    {
      role: "assistant",
      content: [
        {
          type: "thinking",
          thinking: "A greeting.",
          signature: packThought({ thought: "c2ln" }, provenance),
        },
        { type: "text", text: "Hi." },
      ],
    },
    { role: "user", content: "More" },
  ],
  tools: [{ kind: "custom", name: "weigh", input_schema: { type: "object", properties: {} } }],
};

const contents = [
  { role: "user", parts: [{ text: "Hello" }] },
  {
    role: "model",
    parts: [{ text: "A greeting.", thought: true, thoughtSignature: "c2ln" }, { text: "Hi." }],
  },
  { role: "user", parts: [{ text: "More" }] },
];
const systemInstruction = { parts: [{ text: "You keep bees." }] };
const tools = [{ functionDeclarations: [{ name: "weigh" }] }];

function encode(surface: GeminiQuirks["surface"], model = "gemini-3-flash"): unknown {
  return encodeCountTokens(
    request,
    decodeContext({ model, provenance, quirks: quirksWith({ gemini: { surface } }) }),
  );
}

describe("counting tokens", () => {
  test("puts the whole request into one member on the Gemini API", () => {
    expect(encode("developer", "models/gemini-3-flash")).toEqual({
      generateContentRequest: { model: "models/gemini-3-flash", contents, systemInstruction, tools },
    });
  });

  test("sends it plainly to Vertex AI", () => {
    expect(encode("vertex")).toEqual({ contents, systemInstruction, tools });
  });

  test("makes text of what Code Assist does not count", () => {
    expect(encode("code_assist")).toEqual({
      request: {
        model: "models/gemini-3-flash",
        contents: [
          {
            role: "user",
            parts: [{ text: "You keep bees." }, { text: JSON.stringify(tools) }, { text: "Hello" }],
          },
          { role: "model", parts: [{ text: "A greeting." }, { text: "Hi." }] },
          { role: "user", parts: [{ text: "More" }] },
        ],
      },
    });
  });

  test("knows the path of each surface", () => {
    expect(countTokensPath("gemini-3-flash", plainGemini)).toBe("/models/gemini-3-flash:countTokens");
    expect(countTokensPath("gemini-3-flash", { ...plainGemini, surface: "code_assist" })).toBe(
      ":countTokens",
    );
    expect(countTokensPath("gemini-3-flash", { ...plainGemini, surface: "vertex" })).toBe(
      "/publishers/google/models/gemini-3-flash:countTokens",
    );
  });

  test("reads the count, and nothing else as one", () => {
    expect(decodeCountTokens({ totalTokens: 42, cachedContentTokenCount: 7 })).toBe(42);
    expect(decodeCountTokens({ totalTokens: "42" })).toBeUndefined();
    expect(decodeCountTokens({ error: { code: 400 } })).toBeUndefined();
    expect(decodeCountTokens([])).toBeUndefined();
  });
});
