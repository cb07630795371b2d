import { expect, test } from "bun:test";
import type { JsonObject, JsonValue } from "../../../../src/json.ts";
import { fitsStrictSchema } from "../../../../src/protocols/shared/fits-strict-schema.ts";

function closed(properties: JsonObject, required: JsonValue[] = Object.keys(properties)): JsonObject {
  return { type: "object", properties, required, additionalProperties: false };
}

test("closed objects that require every property fit, at any depth", () => {
  const inner = closed({ b: { type: "string", enum: ["x"] } });
  expect(
    fitsStrictSchema(closed({ a: { type: "array", items: inner }, c: { anyOf: [inner, { type: "null" }] } })),
  ).toBe(true);
});

test("open objects, optional properties and words outside the subset do not fit", () => {
  expect(fitsStrictSchema({ type: "object", properties: {} })).toBe(false);
  expect(fitsStrictSchema(closed({ a: { type: "string" } }, []))).toBe(false);
  expect(fitsStrictSchema(closed({ a: { type: "object", properties: {} } }))).toBe(false);
  expect(fitsStrictSchema(closed({ a: { oneOf: [] } }))).toBe(false);
  expect(fitsStrictSchema(closed({ a: { type: "array", items: { type: "object" } } }))).toBe(false);
  expect(fitsStrictSchema(undefined)).toBe(false);
  expect(fitsStrictSchema(true)).toBe(false);
});
