import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../../../src/json.ts";
import { toOpenapiSchema } from "../../../../../src/protocols/gemini/schema/to-openapi-schema.ts";
import { arbitraryJsonSchema } from "../../../../support/arbitrary-json-schema.ts";

/** Every keyword that the `parameters` field has; any other is a 400. */
const known = new Set(
  "type format title description nullable enum items minItems maxItems properties required minProperties maxProperties minLength maxLength pattern minimum maximum anyOf example default propertyOrdering".split(
    " ",
  ),
);

const types = new Set(["string", "number", "integer", "boolean", "array", "object"]);

/** What an old back end would answer 400 to. */
function objections(schema: JsonValue | undefined, path = "root"): string[] {
  if (!isJsonObject(schema)) return [`${path} is no object`];
  const problems = Object.keys(schema)
    .filter((keyword) => !known.has(keyword))
    .map((keyword) => `${path}: unknown keyword ${keyword}`);
  const { type, properties, required, items, anyOf, enum: values } = schema;
  if (type !== undefined && !(typeof type === "string" && types.has(type))) problems.push(`${path}: type`);
  if (type === "array" && items === undefined) problems.push(`${path}: items missing`);
  if (Array.isArray(values) && !values.every((value) => typeof value === "string" && value !== ""))
    problems.push(`${path}: enum`);
  if (isJsonObject(properties)) {
    if (Object.keys(properties).length === 0) problems.push(`${path}: empty properties`);
    for (const [name, property] of Object.entries(properties))
      problems.push(...objections(property, `${path}.${name}`));
    for (const name of Array.isArray(required) ? required : [])
      if (!Object.hasOwn(properties, String(name))) problems.push(`${path}: requires ${String(name)}`);
  }
  if (items !== undefined) problems.push(...objections(items, `${path}[]`));
  if (Array.isArray(anyOf)) {
    if (anyOf.length < 2) problems.push(`${path}: union of ${anyOf.length}`);
    problems.push(...anyOf.flatMap((branch, n) => objections(branch, `${path}|${n}`)));
  }
  return problems;
}

describe("toOpenapiSchema", () => {
  test.each<[string, JsonObject, JsonObject]>([
    ["takes null out of the type", { type: ["string", "null"] }, { type: "string", nullable: true }],
    [
      "makes a union of several types",
      { type: ["string", "integer", "null"], minimum: 1, minLength: 2, description: "Id" },
      {
        description: "Id",
        nullable: true,
        anyOf: [
          { type: "string", minLength: 2 },
          { type: "integer", minimum: 1 },
        ],
      },
    ],
    [
      "takes null out of a union",
      { oneOf: [{ type: "string" }, { type: "null" }], description: "Maybe" },
      { type: "string", description: "Maybe", nullable: true },
    ],
    [
      "keeps what stands beside a union of one",
      { minLength: 2, anyOf: [{ type: "string" }, { type: "null" }] },
      { type: "string", nullable: true, minLength: 2 },
    ],
    [
      "keeps what stands beside a union of nothing but null",
      { type: "string", minLength: 2, anyOf: [{ type: "null" }] },
      { type: "string", nullable: true, minLength: 2 },
    ],
    [
      "keeps a union of several, each once",
      { anyOf: [{ type: "string" }, { type: "number" }, { type: "string" }, { enum: [null] }] },
      { nullable: true, anyOf: [{ type: "string" }, { type: "number" }] },
    ],
    [
      "passes the union's type on to its branches",
      { type: "string", anyOf: [{ enum: ["a"] }, { pattern: "^b" }] },
      {
        anyOf: [
          { type: "string", enum: ["a"] },
          { type: "string", pattern: "^b" },
        ],
      },
    ],
    [
      "adds the branches' properties to the object's own",
      {
        type: "object",
        properties: { a: { type: "string" } },
        required: ["a"],
        anyOf: [{ properties: { b: { type: "number" } }, required: ["b"] }, { required: ["a"] }],
      },
      { type: "object", properties: { a: { type: "string" }, b: { type: "number" } }, required: ["a"] },
    ],
    ["says a constant as an enum", { const: "visit" }, { type: "string", enum: ["visit"] }],
    [
      "keeps allowed strings, without empty ones and null",
      { enum: ["a", "", null, "b", "a"] },
      { type: "string", nullable: true, enum: ["a", "b"] },
    ],
    [
      "says allowed numbers in words",
      { type: "integer", enum: [1, 2], description: "Size" },
      { type: "integer", description: "Size (one of: 1, 2)" },
    ],
    [
      "infers the type of allowed values",
      { enum: [true] },
      { type: "boolean", description: "(one of: true)" },
    ],
    [
      "says allowed values of several types in words",
      { enum: ["auto", 3] },
      { description: '(one of: "auto", 3)' },
    ],
    [
      "moves excluded bounds inward for whole numbers",
      { type: "integer", exclusiveMinimum: 0, minimum: -5, exclusiveMaximum: 10 },
      { type: "integer", minimum: 1, maximum: 9 },
    ],
    [
      "reads the excluded bounds of draft 4",
      { type: "integer", minimum: 0, exclusiveMinimum: true, maximum: 10, exclusiveMaximum: true },
      { type: "integer", minimum: 1, maximum: 9 },
    ],
    [
      "says excluded bounds in words for other numbers",
      { type: "number", exclusiveMinimum: 0, maximum: 1, multipleOf: 0.5 },
      { type: "number", description: "(greater than 0; a multiple of 0.5)", maximum: 1 },
    ],
    [
      "keeps formats that are known and says others",
      {
        type: "object",
        properties: {
          at: { type: "string", format: "date-time" },
          url: { type: "string", format: "uri", description: "Where" },
          n: { type: "integer", format: "int64" },
        },
      },
      {
        type: "object",
        properties: {
          at: { type: "string", format: "date-time" },
          url: { type: "string", description: "Where (format: uri)" },
          n: { type: "integer", format: "int64" },
        },
      },
    ],
    ["gives a bare array its items", { type: "array" }, { type: "array", items: {} }],
    [
      "makes one schema of a tuple of equals",
      { prefixItems: [{ type: "string" }, { type: "string" }], uniqueItems: true, minItems: 2 },
      { type: "array", description: "(no item twice)", items: { type: "string" }, minItems: 2 },
    ],
    [
      "makes a union of a tuple",
      { type: "array", items: [{ type: "string" }, { type: "number" }] },
      { type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } },
    ],
    [
      "says that an object takes other keys",
      { type: "object", additionalProperties: { type: "string" }, description: "Labels" },
      { type: "object", description: "Labels (extra keys allowed)" },
    ],
    [
      "says nothing of keys that are not allowed",
      { type: "object", properties: {}, additionalProperties: false },
      { type: "object" },
    ],
    [
      "keeps properties that are named like keywords",
      {
        type: "object",
        properties: { title: { type: "string" }, format: { type: "number" }, default: { type: "boolean" } },
        required: ["title", "gone"],
        propertyOrdering: ["format", "gone"],
      },
      {
        type: "object",
        properties: { title: { type: "string" }, format: { type: "number" }, default: { type: "boolean" } },
        required: ["title"],
        propertyOrdering: ["format"],
      },
    ],
    [
      "takes the properties of conditions as optional",
      {
        properties: { a: {} },
        if: { properties: { a: { const: 1 } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { properties: { b: {} }, required: ["b"] },
      },
      { type: "object", properties: { a: {}, b: {} } },
    ],
    [
      "writes references out, their neighbours first",
      { $ref: "#/$defs/Hive", description: "Which one" },
      {
        type: "object",
        description: "Which one",
        properties: { id: { type: "string" }, parent: { type: "object", description: "See Hive" } },
      },
    ],
    [
      "joins allOf",
      { allOf: [{ $ref: "#/$defs/Hive" }, { properties: { kg: { type: "number" } }, required: ["kg"] }] },
      {
        type: "object",
        properties: {
          id: { type: "string" },
          parent: { type: "object", description: "See Hive" },
          kg: { type: "number" },
        },
        required: ["kg"],
      },
    ],
    [
      "says a number's unknown format in words",
      { type: "number", format: "percent" },
      { type: "number", description: "(format: percent)" },
    ],
    [
      "passes over branches that are no schemas",
      { anyOf: [null, 5, { type: "string" }] },
      { type: "string" },
    ],
    ["knows upper-case types", { type: "STRING" }, { type: "string" }],
    [
      "keeps defaults and examples",
      { type: "string", default: "x", example: "y" },
      { type: "string", default: "x", example: "y" },
    ],
  ])("%s", (_, property, expected) => {
    const converted = toOpenapiSchema({
      type: "object",
      properties: { p: property },
      $defs: {
        Hive: {
          type: "object",
          properties: { id: { type: "string" }, parent: { $ref: "#/$defs/Hive" } },
          $comment: "c",
        },
      },
    });
    expect((converted.properties as JsonObject).p).toEqual(expected);
    expect(objections(converted)).toEqual([]);
  });

  test("makes one object of a union at the root, since parameters are an object", () => {
    const schema: JsonObject = {
      description: "Either",
      anyOf: [
        { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
        { type: "object", properties: { b: { type: "number" } }, required: ["b"] },
      ],
    };
    expect(toOpenapiSchema(schema)).toEqual({
      type: "object",
      description: "Either",
      properties: { a: { type: "string" }, b: { type: "number" } },
    });
  });

  test("makes an object of anything else at the root", () => {
    expect(toOpenapiSchema({})).toEqual({ type: "object" });
    expect(toOpenapiSchema({ type: "string", minLength: 3, title: "Odd" })).toEqual({
      type: "object",
      title: "Odd",
    });
  });

  test("stops writing references out before they outgrow everything", () => {
    const double = (next: string) => ({
      type: "object",
      properties: { l: { $ref: next }, r: { $ref: next } },
    });
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`D${n}`, n < 39 ? double(`#/$defs/D${n + 1}`) : {}]),
    );
    const converted = toOpenapiSchema({ type: "object", properties: { top: { $ref: "#/$defs/D0" } }, $defs });
    expect(JSON.stringify(converted).length).toBeLessThan(200_000);
  });

  test("never throws, objects to nothing, and leaves a converted schema as it is", () => {
    fc.assert(
      fc.property(arbitraryJsonSchema, (schema) => {
        const converted = toOpenapiSchema(schema);
        expect(converted.type).toBe("object");
        expect(objections(converted)).toEqual([]);
        expect(toOpenapiSchema(converted)).toEqual(converted);
      }),
      { numRuns: 200 },
    );
  });
});
