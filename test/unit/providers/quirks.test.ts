import { expect, test } from "bun:test";
import { plainAnthropic } from "../../../src/protocols/anthropic/quirks.ts";
import { plainGemini } from "../../../src/protocols/gemini/quirks.ts";
import { plainChat } from "../../../src/protocols/openai-chat/quirks.ts";
import { plainResponses } from "../../../src/protocols/openai-responses/quirks.ts";
import { resolveQuirks } from "../../../src/providers/quirks.ts";
import { providerRow } from "../../../src/providers/table.ts";

test("a row without quirks gets the plain form of every protocol", () => {
  expect(resolveQuirks({})).toEqual({
    anthropic: plainAnthropic,
    chat: plainChat,
    responses: plainResponses,
    gemini: plainGemini,
  });
});

test("a row's quirk replaces the plain value and leaves the others", () => {
  const quirks = resolveQuirks(providerRow("mistral"));
  expect(quirks.chat).toEqual({
    ...plainChat,
    streamOptions: false,
    toolIds: "nine_alphanumeric",
    userAfterTool: false,
    forcedToolChoice: "any",
    thinkingControl: "none",
  });
});

test("the quirks of a login hold for a login only", () => {
  const row = providerRow("openai");
  expect(resolveQuirks(row).responses.chatgptBackend).toBe(false);
  expect(resolveQuirks(row, true).responses).toEqual({
    chatgptBackend: true,
    webSearch: true,
    countTokens: false,
  });
  expect(resolveQuirks(row, true).chat).toEqual(resolveQuirks(row).chat);
});

test("only Anthropic itself is native", () => {
  expect(resolveQuirks(providerRow("anthropic")).anthropic.native).toBe(true);
  expect(resolveQuirks(providerRow("z.ai")).anthropic.native).toBe(false);
});
