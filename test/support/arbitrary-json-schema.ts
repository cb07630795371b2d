import fc from "fast-check";
import type { JsonObject } from "../../src/json.ts";

/*
 * Random schemas, from sane to absurd: any keyword may be there, with a fitting value or with any JSON; properties have the
 * names of keywords; references lead to definitions, elsewhere, nowhere and in circles.
 */

const name = fc.constantFrom(
  "a",
  "b",
  "title",
  "format",
  "default",
  "type",
  "required",
  "$ref",
  "__proto__",
  "x-y",
);
const typeName = fc.constantFrom(
  "string",
  "number",
  "integer",
  "boolean",
  "array",
  "object",
  "null",
  "STRING",
  "file",
);
const reference = fc.constantFrom(
  "#",
  "#/$defs/A",
  "#/$defs/B",
  "#/definitions/A",
  "#/properties/a",
  "#/$defs/A/properties/b",
  "#/nowhere",
  "https://example.com/schema",
  "#/%E0%A4%A",
);
const anything = fc.jsonValue({ maxDepth: 1 });

interface Tied {
  schema: unknown;
  node: unknown;
  names: unknown;
  list: unknown;
}

/** Keywords, each with values that fit it; any may also get a value that does not. */
function keywords(tie: fc.LetrecTypedTie<Tied>): Readonly<Record<string, fc.Arbitrary<unknown>>> {
  const bound = fc.oneof(fc.integer(), fc.double(), fc.boolean());
  return {
    type: fc.oneof(typeName, fc.array(typeName, { maxLength: 3 })),
    properties: tie("names"),
    anyOf: tie("list"),
    oneOf: tie("list"),
    allOf: tie("list"),
    items: fc.oneof(tie("schema"), tie("list")),
    $ref: reference,
    enum: fc.oneof(fc.array(anything, { maxLength: 3 }), fc.array(fc.string(), { maxLength: 3 })),
    required: fc.oneof(fc.array(name, { maxLength: 3 }), fc.boolean()),
    prefixItems: tie("list"),
    title: fc.string(),
    description: fc.string(),
    if: tie("schema"),
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: tie("schema"),
    else: tie("schema"),
    not: tie("schema"),
    const: anything,
    default: anything,
    examples: anything,
    format: fc.constantFrom("date-time", "uri", "int32"),
    minimum: bound,
    maximum: bound,
    exclusiveMinimum: bound,
    exclusiveMaximum: bound,
    minLength: fc.nat(),
    uniqueItems: fc.boolean(),
    nullable: fc.boolean(),
    additionalProperties: tie("schema"),
    patternProperties: tie("names"),
    propertyOrdering: fc.array(name, { maxLength: 3 }),
    $defs: tie("names"),
    $schema: fc.string(),
    "x-vendor": anything,
  };
}

const { schema } = fc.letrec<Tied>((tie) => {
  const members = Object.entries(keywords(tie)).map(([keyword, value]) =>
    fc.tuple(
      fc.constant(keyword),
      fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: anything }),
    ),
  );
  return {
    names: fc.dictionary(name, tie("schema"), { maxKeys: 3 }),
    list: fc.array(tie("schema"), { maxLength: 3 }),
    node: fc.array(fc.oneof(...members), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs)),
    schema: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      { weight: 1, arbitrary: fc.boolean() },
      { weight: 1, arbitrary: anything },
      { weight: 8, arbitrary: tie("node") },
    ),
  };
});

const definitions = fc.record({ A: schema, B: schema });

/** A random schema at the root of a tool. */
export const arbitraryJsonSchema: fc.Arbitrary<JsonObject> = fc
  .tuple(schema, definitions, definitions)
  .map(([root, $defs, definitions]) => {
    const node = typeof root === "object" && root !== null && !Array.isArray(root) ? root : {};
    // Through JSON, as schemas come: `__proto__` is then a member like any other.
    return JSON.parse(JSON.stringify({ ...node, $defs, definitions })) as JsonObject;
  });
