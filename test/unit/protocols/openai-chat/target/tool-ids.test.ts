import { expect, test } from "bun:test";
import fc from "fast-check";
import { wireToolId } from "../../../../../src/protocols/openai-chat/target/tool-ids.ts";

const anyId = fc.string({ minLength: 1, maxLength: 80 });

test("OpenAI's ids are kept as they are up to 40 characters and cut beyond", () => {
  expect(wireToolId("toolu_01", "max_40")).toBe("toolu_01");
  expect(wireToolId("x".repeat(40), "max_40")).toBe("x".repeat(40));
  expect(wireToolId("x".repeat(41), "max_40")).toHaveLength(40);
});

test("Mistral's ids are nine letters and digits", () => {
  expect(wireToolId("aB3dE6gH9", "nine_alphanumeric")).toBe("aB3dE6gH9");
  fc.assert(
    fc.property(anyId, (id) => {
      expect(wireToolId(id, "nine_alphanumeric")).toMatch(/^[a-zA-Z0-9]{9}$/);
    }),
  );
});

test("ids that count up stay apart, in either form", () => {
  for (const form of ["max_40", "nine_alphanumeric"] as const) {
    const ids = Array.from(
      { length: 2000 },
      (_, n) => `toolu_with_a_long_common_beginning_of_this_host_${n}`,
    );
    expect(new Set(ids.map((id) => wireToolId(id, form))).size).toBe(ids.length);
  }
});
