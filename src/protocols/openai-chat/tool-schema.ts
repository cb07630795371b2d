import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";

/** Keywords that OpenAI refuses at the top of a tool's schema ("must have type 'object' and not have 'oneOf'/…"). */
const refusedAtTop = ["oneOf", "anyOf", "allOf", "not", "enum", "if", "then", "else"] as const;
/** Keywords about the schema itself. Some hosts refuse them, none uses them. */
const aboutItself = ["$schema", "$id", "$comment"] as const;

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function namesIn(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

/**
 * One object schema that admits all that the alternatives admit: every property of each; required is what all parts of
 * an `allOf` require together, and what each alternative of an `anyOf` or `oneOf` requires.
 */
function flatten(schema: JsonObject): JsonObject {
  const together = objectsIn(schema.allOf);
  const alternatives = [...objectsIn(schema.anyOf), ...objectsIn(schema.oneOf)];
  const parts = [...together, ...alternatives];
  const properties = Object.assign({}, ...parts.map((part) => part.properties), schema.properties);
  const required = new Set([schema, ...together].flatMap((part) => namesIn(part.required)));
  const [first, ...rest] = alternatives.map((part) => namesIn(part.required));
  for (const name of first ?? []) if (rest.every((names) => names.includes(name))) required.add(name);
  return {
    ...without(schema, refusedAtTop),
    properties,
    ...(required.size > 0 && { required: [...required] }),
  };
}

/** A tool's schema in the form that OpenAI's function calling accepts: an object with `properties`, nothing beside. */
export function encodeToolSchema(schema: JsonObject): JsonObject {
  const bare = without(schema, aboutItself);
  const flat = refusedAtTop.some((key) => key in bare) ? flatten(bare) : bare;
  return { ...flat, type: "object", properties: isJsonObject(flat.properties) ? flat.properties : {} };
}

const subschemaMaps = ["properties", "$defs", "definitions"] as const;
const subschemaLists = ["anyOf", "oneOf", "allOf"] as const;

function subschemas(schema: JsonObject): readonly JsonValue[] {
  const maps = subschemaMaps.map((key) => schema[key]).filter(isJsonObject);
  return [
    ...maps.flatMap((map) => Object.values(map).filter((value) => value !== undefined)),
    ...subschemaLists.flatMap((key) => objectsIn(schema[key])),
    ...(isJsonObject(schema.items) ? [schema.items] : []),
  ];
}

/** Whether OpenAI's strict mode takes this schema: every object is closed and requires all of its properties. */
export function meetsStrictSubset(schema: JsonValue): boolean {
  if (!isJsonObject(schema)) return false;
  if (schema.type === "object" || isJsonObject(schema.properties)) {
    const names = Object.keys(isJsonObject(schema.properties) ? schema.properties : {});
    const required = namesIn(schema.required);
    if (schema.additionalProperties !== false || names.some((name) => !required.includes(name))) return false;
  }
  return subschemas(schema).every(meetsStrictSubset);
}
