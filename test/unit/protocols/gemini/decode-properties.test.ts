import { expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonValue } from "../../../../src/json.ts";
import type { MessageEvent } from "../../../../src/protocols/anthropic/events.ts";
import { gemini } from "../../../../src/protocols/gemini/index.ts";
import { foldEvents } from "../../../../src/protocols/shared/fold-events.ts";
import { decodeContext } from "../../../support/decode-context.ts";
import { decodeAll } from "../../../support/golden.ts";
import { checkFailed, checkGrammar } from "../../../support/grammar.ts";

/*
 * Whatever Google sends, in whatever order, the client gets one legal answer, or a legal beginning and one failure.
 */

const text = fc.constantFrom("", "a", "word ", "\n", "é");
const signature = fc.constantFrom("c2ln", "");
const call = fc.record(
  {
    id: fc.constantFrom("fc-1", "fc/1", "fc-2", ""),
    name: fc.constantFrom("read", "write", ""),
    args: fc.oneof(
      fc.dictionary(fc.constantFrom("a", "__proto__"), fc.jsonValue({ maxDepth: 1 })),
      fc.jsonValue(),
    ),
    partialArgs: fc.array(
      fc.record(
        {
          jsonPath: fc.constantFrom("$.a", "$.a[0]", "$.a[99].b", "$['b c']", "$.__proto__.x", "", "$"),
          stringValue: text,
          numberValue: fc.double(),
          boolValue: fc.boolean(),
          nullValue: fc.constant("NULL_VALUE"),
        },
        { requiredKeys: ["jsonPath"] },
      ),
      { maxLength: 2 },
    ),
    willContinue: fc.boolean(),
  },
  { requiredKeys: [] },
);
const part = fc.oneof(
  fc.record({ text, thought: fc.boolean(), thoughtSignature: signature }, { requiredKeys: ["text"] }),
  fc.record({ functionCall: call, thoughtSignature: signature }, { requiredKeys: ["functionCall"] }),
  fc.record({ thoughtSignature: signature }),
  fc.constantFrom<JsonValue>(
    { executableCode: { language: "PYTHON", code: "1" } },
    { codeExecutionResult: { outcome: "OUTCOME_OK" } },
    { inlineData: { mimeType: "image/png", data: "AA==" } },
    { toolCall: { id: "t", toolType: "URL_CONTEXT" } },
    { toolResponse: { id: "t" }, thoughtSignature: "c2ln" },
    { somethingNew: true },
    null,
  ),
);
const finishReason = fc.constantFrom(
  "STOP",
  "MAX_TOKENS",
  "OTHER",
  "MALFORMED_FUNCTION_CALL",
  "toString",
  "SOMETHING_NEW",
  "",
);
const grounding = fc.record(
  {
    webSearchQueries: fc.array(text, { maxLength: 2 }),
    groundingChunks: fc.array(
      fc.constantFrom({ web: { uri: "https://example.com", title: "" } }, { web: {} }, {}),
      {
        maxLength: 2,
      },
    ),
  },
  { requiredKeys: [] },
);
const usage = fc.record(
  {
    promptTokenCount: fc.integer(),
    cachedContentTokenCount: fc.nat(),
    candidatesTokenCount: fc.nat(),
    thoughtsTokenCount: fc.double(),
  },
  { requiredKeys: [] },
);
const chunk = fc.record(
  {
    candidates: fc.array(
      fc.record(
        {
          content: fc.record({ role: fc.constant("model"), parts: fc.array(part, { maxLength: 3 }) }),
          finishReason: fc.option(finishReason, { freq: 4 }),
          groundingMetadata: grounding,
        },
        { requiredKeys: ["content"] },
      ),
      { minLength: 1, maxLength: 1 },
    ),
    usageMetadata: usage,
  },
  { requiredKeys: ["candidates"] },
);
const oddity = fc.constantFrom<JsonValue>(
  { error: { code: 503, message: "overloaded" } },
  { error: null },
  { promptFeedback: { blockReason: "OTHER" } },
  [],
  "text",
  {},
);
const chunks = fc.array(
  fc.oneof({ weight: 30, arbitrary: chunk as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: oddity }),
  { maxLength: 8 },
);
const finished = chunks.map((list) => [...list, { candidates: [{ finishReason: "STOP" }] }]);

function decode(list: readonly unknown[]) {
  const events = list.map((each) => ({ event: "", data: JSON.stringify(each) }));
  return decodeAll(gemini, decodeContext({ model: "gemini-3-pro-preview" }), events);
}

test("a random stream decodes to a legal answer or to a legal beginning and a failure", () => {
  fc.assert(
    fc.property(fc.oneof(chunks, finished), (list) => {
      const events = decode(list);
      expect(events.at(-1)?.type === "failure" ? checkFailed(events) : checkGrammar(events)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("the same chunks say the same as a stream and as one answer", () => {
  fc.assert(
    fc.property(finished, (list) => {
      const events = decode(list);
      const context = decodeContext({ model: "gemini-3-pro-preview", stream: false });
      const body = JSON.parse(JSON.stringify(list)) as JsonValue;
      const whole = gemini.decodeResponse(body, context);
      const last = events.at(-1);
      if (last?.type === "failure") expect(whole).toEqual(last);
      else expect(foldEvents(events as readonly MessageEvent[])).toEqual(whole as never); // no failure among them
    }),
    { numRuns: 200 },
  );
});

test("usage never counts below 0", () => {
  fc.assert(
    fc.property(finished, (list) => {
      for (const event of decode(list))
        if (event.type === "message_delta") {
          const { input_tokens, output_tokens, cache_read_input_tokens } = event.usage;
          for (const count of [input_tokens, output_tokens, cache_read_input_tokens]) {
            expect(Number.isInteger(count)).toBe(true);
            expect(count).toBeGreaterThanOrEqual(0);
          }
        }
    }),
  );
});

test("no chunk reaches the prototype of objects", () => {
  const piece = { jsonPath: "$.__proto__.polluted", stringValue: "yes" };
  decode([
    { candidates: [{ content: { parts: [{ functionCall: { name: "read", partialArgs: [piece] } }] } }] },
  ]);
  expect("polluted" in {}).toBe(false);
});
