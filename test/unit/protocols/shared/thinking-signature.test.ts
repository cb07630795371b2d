import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  decodeSignature,
  encodeSignature,
  isCcmSignature,
  mayReplay,
  type ThinkingCarrier,
} from "../../../../src/protocols/shared/thinking-signature.ts";

const carrier: fc.Arbitrary<ThinkingCarrier> = fc
  .record({
    provenance: fc.record({ provider: fc.string(), model: fc.string() }),
    kind: fc.constantFrom("text", "reasoning_details", "openai_reasoning", "gemini_thought"),
    payload: fc.option(fc.jsonValue(), { nil: undefined }),
  })
  .map(({ payload, ...rest }) => ({
    ...rest,
    ...(payload !== undefined && { payload: JSON.parse(JSON.stringify(payload)) }),
  }));

test("what is packed comes out again, and is known as ccm's", () => {
  fc.assert(
    fc.property(carrier, (packed) => {
      const signature = encodeSignature(packed);
      expect(isCcmSignature(signature)).toBe(true);
      expect(decodeSignature(signature)).toEqual(packed);
      expect(signature).toMatch(/^ccm1\.[A-Za-z0-9_-]+$/);
    }),
  );
});

test("what is not ccm's, or is damaged, carries nothing", () => {
  const whole = encodeSignature({ provenance: { provider: "p", model: "m" }, kind: "text" });
  const foreign = [
    undefined,
    "",
    "EqQBCkYIBRgCKkDx",
    "ccm1.",
    "ccm1.not base64",
    whole.slice(0, -4),
    `x${whole}`,
  ];
  for (const signature of foreign) expect(decodeSignature(signature)).toBeUndefined();
  expect(isCcmSignature("EqQBCkYIBRgCKkDx")).toBe(false);
  expect(isCcmSignature(undefined)).toBe(false);
});

test("a kind that this version does not know carries nothing", () => {
  const packed = Buffer.from(JSON.stringify({ p: "p", m: "m", k: "of tomorrow" })).toString("base64url");
  expect(decodeSignature(`ccm1.${packed}`)).toBeUndefined();
});

test("thinking goes back to its provider and model family alone", () => {
  const from = (provider: string, model: string) => ({ provider, model });
  expect(mayReplay(from("a", "gpt-5.1-codex"), from("a", "gpt-5.1"))).toBe(true);
  expect(mayReplay(from("a", "gpt-5.1"), from("b", "gpt-5.1"))).toBe(false);
  expect(mayReplay(from("a", "gpt-5.1"), from("a", "gpt-5.2"))).toBe(false);
  expect(mayReplay(from("a", "gpt-4o"), from("a", "gpt-5"))).toBe(false);
  expect(mayReplay(from("a", "model"), from("a", "model"))).toBe(true);
  expect(mayReplay(from("a", "model"), from("a", "other"))).toBe(false);
});
