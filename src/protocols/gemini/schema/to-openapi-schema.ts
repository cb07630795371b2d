import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import { asObject, combine, flattenSchema, openScope, type RefScope } from "./flatten-schema.ts";
import {
  type Constraints,
  counts,
  numberConstraints,
  stringConstraints,
  valueHints,
} from "./openapi-constraints.ts";
import { isNull, type OpenapiType, readType } from "./read-type.ts";
import { mapMembers, requiredNames } from "./schema-keywords.ts";

/*
 * JSON Schema as the OpenAPI subset that `parameters` and `responseSchema` take: one type a schema, no references,
 * strings alone in an enum, and 400 for any keyword it does not know. For hosts that do not read JSON Schema.
 */

function describe(schema: JsonObject, hints: readonly string[]): JsonObject {
  const { title, description } = schema;
  const words = typeof description === "string" ? description : "";
  const hint = hints.length > 0 ? `(${hints.join("; ")})` : "";
  const text = [words, hint].filter(Boolean).join(" ");
  return { ...(typeof title === "string" && { title }), ...(text !== "" && { description: text }) };
}

function defaults(schema: JsonObject): JsonObject {
  const { default: fallback, example } = schema;
  return {
    ...(fallback !== undefined && { default: fallback }),
    ...(example !== undefined && { example }),
  };
}

/** What `then` and `else` say of further properties; the condition itself cannot be told. */
function conditionalProperties(schema: JsonObject): JsonObject {
  return { ...asObject(asObject(schema.then).properties), ...asObject(asObject(schema.else).properties) };
}

function objectConstraints(schema: JsonObject, scope: RefScope): Constraints {
  const own = { ...conditionalProperties(schema), ...asObject(schema.properties) };
  const properties = mapMembers(own, (property) => convert(property, scope));
  const required = requiredNames(schema, own);
  const ordering = Array.isArray(schema.propertyOrdering)
    ? schema.propertyOrdering.filter((name) => typeof name === "string" && Object.hasOwn(own, name))
    : [];
  const takesMore = isJsonObject(schema.additionalProperties) || isJsonObject(schema.patternProperties);
  return {
    keywords: {
      // An empty map is a 400 ("should be non-empty for OBJECT type"), a missing one is not.
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required }),
      ...(ordering.length > 0 && { propertyOrdering: ordering }),
      ...counts(schema, "minProperties", "maxProperties"),
    },
    hints: takesMore ? ["extra keys allowed"] : [],
  };
}

function itemsOf(schema: JsonObject, scope: RefScope): JsonObject {
  const tuple = Array.isArray(schema.prefixItems) ? schema.prefixItems : schema.items;
  if (!Array.isArray(tuple)) return convert(tuple, scope);
  return unite({}, tuple.filter(isJsonObject), scope);
}

function arrayConstraints(schema: JsonObject, scope: RefScope): Constraints {
  return {
    keywords: { items: itemsOf(schema, scope), ...counts(schema, "minItems", "maxItems") },
    hints: schema.uniqueItems === true ? ["no item twice"] : [],
  };
}

function constraintsOf(type: OpenapiType | undefined, schema: JsonObject, scope: RefScope): Constraints {
  switch (type) {
    case "string":
      return stringConstraints(schema);
    case "number":
    case "integer":
      return numberConstraints(schema, type === "integer");
    case "array":
      return arrayConstraints(schema, scope);
    case "object":
      return objectConstraints(schema, scope);
    default:
      return { keywords: {}, hints: valueHints(schema) };
  }
}

/** A union of branches under what they have in common; equal branches are one, and one is no union. */
function unite(common: JsonObject, branches: readonly JsonObject[], scope: RefScope): JsonObject {
  const different = new Map<string, JsonObject>();
  for (const branch of branches) {
    const converted = convert(branch, scope);
    different.set(JSON.stringify(converted), converted);
  }
  const [only, ...others] = different.values();
  // Converted once more, so that equal schemas are equal to the letter wherever they came from.
  return others.length === 0
    ? convert({ ...only, ...common }, scope)
    : { ...common, anyOf: [...different.values()] };
}

function mergedProperties(branches: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(branches.flatMap((branch) => Object.entries(asObject(branch.properties))));
}

/** Branches beside properties of the schema's own only add to those: what they name becomes optional. */
function addBranches(schema: JsonObject, branches: readonly JsonObject[]): JsonObject {
  return { ...schema, properties: { ...mergedProperties(branches), ...asObject(schema.properties) } };
}

function convertUnion(schema: JsonObject, listed: readonly JsonValue[], scope: RefScope): JsonObject {
  const { anyOf: _, oneOf: __, ...own } = schema;
  const branches = listed.filter(isJsonObject).filter((branch) => !isNull(branch));
  const { types, nullable } = readType(own);
  const admitsNull = nullable || listed.some(isNull);
  const withNull: JsonObject = admitsNull ? { nullable: true } : {};
  const [only] = branches;
  if (only === undefined) return convert({ ...own, ...withNull }, scope);
  if (branches.length === 1) return convert({ ...combine(only, own), ...withNull }, scope);
  if (isJsonObject(own.properties)) return convert({ ...addBranches(own, branches), ...withNull }, scope);
  const [type] = types;
  const typed = types.length === 1 && type ? branches.map((branch) => ({ type, ...branch })) : branches;
  return unite({ ...describe(own, []), ...withNull, ...defaults(own) }, typed, scope);
}

function convert(raw: JsonValue | undefined, outer: RefScope): JsonObject {
  if (!isJsonObject(raw)) return {};
  const [schema, scope] = flattenSchema(raw, outer);
  const listed = [schema.anyOf, schema.oneOf].filter(Array.isArray).flat();
  if (listed.length > 0) return convertUnion(schema, listed, scope);

  const { types, nullable } = readType(schema);
  const withNull: JsonObject = nullable ? { nullable: true } : {};
  if (types.length > 1) {
    const { title: _, description: __, default: ___, example: ____, nullable: _____, ...rest } = schema;
    const common = { ...describe(schema, []), ...withNull, ...defaults(schema) };
    return unite(
      common,
      types.map((type) => ({ ...rest, type })),
      scope,
    );
  }
  const [type] = types;
  const { keywords, hints } = constraintsOf(type, schema, scope);
  return { ...(type && { type }), ...describe(schema, hints), ...withNull, ...defaults(schema), ...keywords };
}

/** A union at the root is one object that may have the properties of any branch: `parameters` must be an object. */
function objectOf(schema: JsonObject): JsonObject {
  if (schema.type === "object") return schema;
  const branches = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isJsonObject) : [];
  const properties = mergedProperties(branches);
  return {
    type: "object",
    ...describe(schema, []),
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}

/** Converts a tool's or an answer's schema. Never throws, and leaves a converted schema as it is. */
export function toOpenapiSchema(schema: JsonObject): JsonObject {
  return objectOf(convert(schema, openScope(schema)));
}
