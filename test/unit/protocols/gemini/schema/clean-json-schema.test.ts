import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonObject } from "../../../../../src/json.ts";
import { cleanJsonSchema } from "../../../../../src/protocols/gemini/schema/clean-json-schema.ts";
import { arbitraryJsonSchema } from "../../../../support/arbitrary-json-schema.ts";

/** A schema of one property, as it comes out. */
function cleanProperty(property: JsonObject, beside: JsonObject = {}): unknown {
  const cleaned = cleanJsonSchema({ type: "object", properties: { p: property }, ...beside });
  return (cleaned.properties as JsonObject).p;
}

describe("cleanJsonSchema", () => {
  test("leaves alone what Gemini reads", () => {
    const schema: JsonObject = {
      type: "object",
      title: "Visit",
      description: "One visit",
      properties: {
        hive: { $ref: "#/$defs/Hive" },
        note: { type: ["string", "null"], minLength: 1, default: "" },
        pair: { type: "array", prefixItems: [{ type: "string" }, { type: "number" }] },
        either: { anyOf: [{ type: "string" }, { type: "integer", minimum: 0 }] },
      },
      required: ["hive"],
      additionalProperties: false,
      $defs: { Hive: { type: "object", properties: { parent: { $ref: "#/$defs/Hive" } } } },
    };
    expect(cleanJsonSchema(schema)).toEqual(schema);
  });

  test.each<[string, JsonObject, JsonObject]>([
    [
      "drops annotations and vendors' keywords",
      { type: "string", $comment: "c", examples: ["e"], readOnly: true, "x-order": 1, encrypted: true },
      { type: "string" },
    ],
    ["says a constant as an enum", { const: 5 }, { enum: [5] }],
    ["says oneOf as anyOf", { oneOf: [{ type: "string" }] }, { anyOf: [{ type: "string" }] }],
    [
      "joins allOf",
      {
        description: "Both",
        allOf: [
          { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
          { properties: { b: { type: "number" } }, required: ["b"] },
        ],
      },
      {
        type: "object",
        description: "Both",
        properties: { a: { type: "string" }, b: { type: "number" } },
        required: ["a", "b"],
      },
    ],
    ["gives a bare array its items", { type: "array" }, { type: "array", items: {} }],
    [
      "keeps properties that are named like keywords",
      { type: "object", properties: { title: { type: "string" }, examples: { type: "array", items: {} } } },
      { type: "object", properties: { title: { type: "string" }, examples: { type: "array", items: {} } } },
    ],
    [
      "requires only properties that there are",
      { type: "object", properties: { a: { type: "string" } }, required: ["a", "gone"] },
      { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
    ],
    [
      "moves a property's own `required` to the object",
      { type: "object", properties: { a: { type: "string", required: true } } },
      { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
    ],
    [
      "describes a reference to nowhere",
      { $ref: "#/gone/Hive" },
      { type: "object", description: "See Hive" },
    ],
    [
      "puts a neighbour of a reference around it",
      { $ref: "#/definitions/Hive", description: "Which one" },
      { description: "Which one", anyOf: [{ $ref: "#/$defs/Hive" }] },
    ],
    ["writes out a reference to elsewhere", { $ref: "#/properties/q" }, { type: "integer" }],
  ])("%s", (_, property, expected) => {
    const beside: JsonObject = { definitions: { Hive: { type: "object" } } };
    const whole = { type: "object", properties: { p: property, q: { type: "integer" } }, ...beside };
    expect((cleanJsonSchema(whole).properties as JsonObject).p).toEqual(expected);
  });

  test("moves old definitions to where Gemini looks for them", () => {
    const schema = { $ref: "#/definitions/Visit", definitions: { Visit: { type: "object", const: 1 } } };
    expect(cleanJsonSchema(schema)).toEqual({
      type: "object",
      anyOf: [{ $ref: "#/$defs/Visit" }],
      $defs: { Visit: { type: "object", enum: [1] } },
    });
  });

  test("ends on a schema that leads back to itself", () => {
    const schema: JsonObject = {
      properties: { p: { $ref: "#/properties/p" }, q: { allOf: [{ $ref: "#" }] } },
    };
    expect(cleanProperty({ $ref: "#/properties/p" })).toEqual({ type: "object", description: "See p" });
    expect(() => cleanJsonSchema(schema)).not.toThrow();
  });

  test("never throws, and leaves a clean schema as it is", () => {
    fc.assert(
      fc.property(arbitraryJsonSchema, (schema) => {
        const cleaned = cleanJsonSchema(schema);
        expect(cleaned.type).toBeString();
        expect(cleanJsonSchema(cleaned)).toEqual(cleaned);
      }),
      { numRuns: 200 },
    );
  });
});
