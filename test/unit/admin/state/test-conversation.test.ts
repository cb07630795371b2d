import { describe, expect, test } from "bun:test";
import { readTestForm, testFormats } from "../../../../src/admin/state/test-conversation.ts";
import { testDialects } from "../../../../src/admin/state/test-dialects.ts";

const formOf = (turns: readonly object[]) =>
  readTestForm({ message: "And now?", history: JSON.stringify(turns), max_tokens: "64" });

describe("a test's conversation", () => {
  test("keeps the latest turns of a long one, beginning with a question", () => {
    const turns = Array.from({ length: 150 }, (_, at) => ({
      role: at % 2 === 0 ? "user" : "assistant",
      text: String(at),
    }));
    const history = formOf(turns)?.history ?? [];
    expect(history).toHaveLength(100);
    expect([history[0], history.at(-1)]).toEqual([
      { role: "user", text: "50" },
      { role: "assistant", text: "149" },
    ]);
  });

  test("begins anew where the turns make no sense", () => {
    expect(formOf([{ role: "system", text: "x" }])?.history).toEqual([]);
    expect(readTestForm({ message: "x", history: "[", max_tokens: "64" })?.history).toEqual([]);
  });

  test.each(testFormats)("sends no empty turn as %s", (format) => {
    const form = formOf([
      { role: "user", text: "Think." },
      { role: "assistant", text: "" },
    ]);
    if (!form) throw new Error("the form cannot be read");
    const body = testDialects[format].body(form, false);
    const sent = "input" in body ? body.input : body.messages;
    expect(sent).toEqual([
      { role: "user", content: "Think." },
      { role: "user", content: "And now?" },
    ]);
  });
});
