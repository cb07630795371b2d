import { describe, expect, test } from "bun:test";
import type { MessagesRequest } from "../../../../src/protocols/anthropic/request.ts";
import { geminiCounting } from "../../../../src/protocols/gemini/count-tokens.ts";
import type { GeminiQuirks } from "../../../../src/protocols/gemini/quirks.ts";
import { packThought } from "../../../../src/protocols/gemini/thought-signatures.ts";
import { atOnce } from "../../../../src/sliced.ts";
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
  const context = decodeContext({ model, provenance, quirks: quirksWith({ gemini: { surface } }) });
  return atOnce(geminiCounting.encodeRequest(request, context));
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
    const path = (surface: GeminiQuirks["surface"]): string =>
      geminiCounting.path("gemini-3-flash", quirksWith({ gemini: { surface } }));
    expect(path("developer")).toBe("/models/gemini-3-flash:countTokens");
    expect(path("code_assist")).toBe(":countTokens");
    expect(path("vertex")).toBe("/publishers/google/models/gemini-3-flash:countTokens");
  });

  test("reads the count, and nothing else as one", () => {
    expect(geminiCounting.decodeAnswer({ totalTokens: 42, cachedContentTokenCount: 7 })).toBe(42);
    expect(geminiCounting.decodeAnswer({ totalTokens: "42" })).toBeUndefined();
    expect(geminiCounting.decodeAnswer({ error: { code: 400 } })).toBeUndefined();
    expect(geminiCounting.decodeAnswer([])).toBeUndefined();
  });
});
