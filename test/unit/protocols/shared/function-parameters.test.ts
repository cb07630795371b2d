import { expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonObject } from "../../../../src/json.ts";
import { functionParameters } from "../../../../src/protocols/shared/function-parameters.ts";

test("a schema is an object schema with properties, and says nothing of itself", () => {
  expect(functionParameters({})).toEqual({ type: "object", properties: {} });
  expect(
    functionParameters({ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" }),
  ).toEqual({
    type: "object",
    properties: {},
  });
});

test("an ordinary schema keeps all its words", () => {
  const schema = {
    type: "object",
    properties: { path: { type: "string", description: "Where" } },
    required: ["path"],
    additionalProperties: false,
  };
  expect(functionParameters(schema)).toEqual(schema);
});

test("alternatives at the top become one object that admits them all", () => {
  const a = { properties: { a: { type: "string" } }, required: ["a"] };
  const b = { properties: { b: { type: "number" } }, required: ["b"] };
  const properties = { a: { type: "string" }, b: { type: "number" } };
  expect(functionParameters({ type: "object", anyOf: [a, b] })).toEqual({ type: "object", properties });
  expect(functionParameters({ type: "object", oneOf: [a, b] })).toEqual({ type: "object", properties });
  expect(functionParameters({ type: "object", allOf: [a, b] })).toEqual({
    type: "object",
    properties,
    required: ["a", "b"],
  });
});

const schema = fc.dictionary(
  fc.constantFrom(
    "type",
    "properties",
    "required",
    "anyOf",
    "oneOf",
    "allOf",
    "enum",
    "not",
    "$schema",
    "title",
  ),
  fc.jsonValue(),
);

test("it never throws, and once is enough", () => {
  fc.assert(
    fc.property(schema, (given) => {
      const once = functionParameters(given as JsonObject); // fast-check's JSON values are ours
      expect(once.type).toBe("object");
      expect(functionParameters(once)).toEqual(once);
    }),
  );
});
