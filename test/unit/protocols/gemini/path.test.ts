import { describe, expect, test } from "bun:test";
import { gemini } from "../../../../src/protocols/gemini/index.ts";
import type { GeminiQuirks } from "../../../../src/protocols/gemini/quirks.ts";
import { quirksWith } from "../../../support/decode-context.ts";

function path(surface: GeminiQuirks["surface"], stream: boolean, model = "gemini-3-flash"): string {
  return gemini.path(model, stream, quirksWith({ gemini: { surface } }));
}

describe("the path of a Gemini call", () => {
  test("names the model on the Gemini API, and asks for events where it streams", () => {
    expect(path("developer", true)).toBe("/models/gemini-3-flash:streamGenerateContent?alt=sse");
    expect(path("developer", false)).toBe("/models/gemini-3-flash:generateContent");
  });

  test("names publisher and model on Vertex AI", () => {
    expect(path("vertex", true)).toBe(
      "/publishers/google/models/gemini-3-flash:streamGenerateContent?alt=sse",
    );
    expect(path("vertex", false)).toBe("/publishers/google/models/gemini-3-flash:generateContent");
  });

  test("is the same for all models of Code Assist", () => {
    expect(path("code_assist", true)).toBe(":streamGenerateContent?alt=sse");
    expect(path("code_assist", false)).toBe(":generateContent");
  });

  test("takes a model as Google lists it, and no more than a name", () => {
    expect(path("developer", false, "models/gemini-3-flash")).toBe("/models/gemini-3-flash:generateContent");
    expect(path("developer", false, "a?b#c/d")).toBe("/models/a%3Fb%23c%2Fd:generateContent");
  });
});
