import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import {
  asObject,
  describeRef,
  flattenSchema,
  followRef,
  openScope,
  type RefScope,
  type Scoped,
} from "./flatten-schema.ts";
import { isAnnotation, mapMembers, requiredNames } from "./schema-keywords.ts";

/*
 * JSON Schema as `parametersJsonSchema` and `responseJsonSchema` take it. Since November 2025 Gemini reads most of the
 * language there, `$defs` and `anyOf` included, and passes over what it does not know. So only what it would pass over
 * to the schema's harm is rewritten: `oneOf`, `allOf`, `const`, and references to elsewhere than `$defs`.
 */

/** Keywords whose value is a map from names to schemas. */
const namedSchemas: ReadonlySet<string> = new Set(["properties", "patternProperties", "$defs"]);
/** Keywords whose value is a schema or a list of them. */
const innerSchemas: ReadonlySet<string> = new Set(["items", "prefixItems", "anyOf", "not", "contains"]);

/** Keywords that {@link flattenSchema} wrote out; what is left of them is malformed. */
const unreadable: ReadonlySet<string> = new Set(["$ref", "allOf"]);

const definition = /^#\/(?:\$defs|definitions)\/[^/]+$/;

/** A reference with its neighbours; Google allows none beside `$ref`, so they go around it. */
function cleanReference(ref: string, beside: JsonObject, scope: RefScope): JsonObject {
  const target: JsonObject = { $ref: ref.replace("/definitions/", "/$defs/") };
  const kept = cleanMembers(beside, scope);
  return Object.keys(kept).length === 0 ? target : { ...kept, anyOf: [target] };
}

function flatten(schema: JsonObject, scope: RefScope): Scoped {
  const listsAll = Array.isArray(schema.allOf) || typeof schema.$ref === "string";
  return listsAll ? flattenSchema(schema, scope) : [schema, scope];
}

function clean(raw: JsonValue | undefined, scope: RefScope): JsonObject {
  if (!isJsonObject(raw)) return {};
  if (typeof raw.$ref === "string" && definition.test(raw.$ref)) {
    const { $ref, ...beside } = raw;
    // Only whether it is there counts: a definition may well refer to itself.
    const exists = followRef($ref, { ...scope, followed: [], allowance: { left: 1 } }) !== undefined;
    return exists
      ? cleanReference($ref, beside, scope)
      : cleanMembers({ ...describeRef($ref), ...beside }, scope);
  }
  return cleanMembers(...flatten(raw, scope));
}

function cleanMembers(schema: JsonObject, scope: RefScope): JsonObject {
  const { oneOf, definitions, const: constant, required, ...rest } = schema;
  const given: JsonObject = { ...rest };
  if (Array.isArray(oneOf)) given.anyOf = [...(Array.isArray(given.anyOf) ? given.anyOf : []), ...oneOf];
  if (isJsonObject(definitions)) given.$defs = { ...definitions, ...asObject(given.$defs) };
  if (constant !== undefined && given.enum === undefined) given.enum = [constant];
  if (given.type === "array" && given.items === undefined && given.prefixItems === undefined)
    given.items = {};

  const cleaned: JsonObject = {};
  for (const [keyword, value] of Object.entries(given)) {
    if (isAnnotation(keyword) || unreadable.has(keyword)) continue;
    if (namedSchemas.has(keyword)) {
      cleaned[keyword] = mapMembers(asObject(value), (inner) => clean(inner, scope));
    } else if (innerSchemas.has(keyword)) {
      cleaned[keyword] = Array.isArray(value)
        ? value.map((inner) => clean(inner, scope))
        : clean(value, scope);
    } else if (keyword === "additionalProperties" && isJsonObject(value)) {
      cleaned[keyword] = clean(value, scope);
    } else if (value !== undefined) {
      cleaned[keyword] = value;
    }
  }
  const names = requiredNames({ required }, asObject(given.properties));
  return names.length > 0 ? { ...cleaned, required: names } : cleaned;
}

/** Cleans a tool's or an answer's schema. Never throws, keeps what it means, and leaves a clean schema as it is. */
export function cleanJsonSchema(schema: JsonObject): JsonObject {
  const cleaned = clean(schema, openScope(schema));
  return typeof cleaned.type === "string" ? cleaned : { ...cleaned, type: "object" };
}
