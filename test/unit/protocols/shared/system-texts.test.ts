import { expect, test } from "bun:test";
import { systemTexts } from "../../../../src/protocols/shared/system-texts.ts";

const text = (value: string) => ({ type: "text", text: value }) as const;

test("the attribution block and blanks are left out, wherever they stand", () => {
  const attribution = text("x-anthropic-billing-header: cc_version=2.1.330.abc; cc_entrypoint=cli;");
  expect(systemTexts([text("One."), attribution, text(" "), text("Two.")])).toEqual(["One.", "Two."]);
});

test("a string is one text, and nothing is none", () => {
  expect(systemTexts("One.")).toEqual(["One."]);
  expect(systemTexts("")).toEqual([]);
  expect(systemTexts(undefined)).toEqual([]);
});
