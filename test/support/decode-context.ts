import { plainAnthropic } from "../../src/protocols/anthropic/quirks.ts";
import { plainGemini } from "../../src/protocols/gemini/quirks.ts";
import { plainChat } from "../../src/protocols/openai-chat/quirks.ts";
import { plainResponses } from "../../src/protocols/openai-responses/quirks.ts";
import type { DecodeContext, EncodeContext } from "../../src/protocols/protocol.ts";
import type { WireQuirks } from "../../src/protocols/wire-quirks.ts";

/** Quirks of a host, as far as they differ from the plain form. */
export type QuirkOverrides = { readonly [P in keyof WireQuirks]?: Partial<WireQuirks[P]> };

/** Quirks of a plain host with some changed. */
export function quirksWith(overrides: QuirkOverrides = {}): WireQuirks {
  return {
    anthropic: { ...plainAnthropic, ...overrides.anthropic },
    chat: { ...plainChat, ...overrides.chat },
    responses: { ...plainResponses, ...overrides.responses },
    gemini: { ...plainGemini, ...overrides.gemini },
  };
}

/** Ids that count up from 1, so that a test can name them. */
function countingIds(): (prefix: string) => string {
  let count = 0;
  return (prefix) => `${prefix}${++count}`;
}

/** The moment at which every test happens, in seconds since the epoch. */
export const testNow = 1_800_000_000;

/** A context with ids that count up and a clock that stands still. */
export function decodeContext(overrides: Partial<DecodeContext> = {}): DecodeContext {
  return {
    model: "test-model-1",
    provenance: { provider: "test-provider", model: overrides.model ?? "test-model-1" },
    quirks: quirksWith(),
    stream: true,
    newId: countingIds(),
    now: () => testNow,
    request: { model: "test-model-1", messages: [{ role: "user", content: "Hi" }], max_tokens: 1000 },
    toolNames: new Map(),
    ...overrides,
  };
}

/** The client's side of the same. */
export function encodeContext(overrides: Partial<EncodeContext> = {}): EncodeContext {
  return {
    requestId: "req_test",
    model: "served-model",
    newId: countingIds(),
    now: () => testNow,
    ...overrides,
  };
}
