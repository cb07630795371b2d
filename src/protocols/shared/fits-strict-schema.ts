import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";

/** Keywords of OpenAI's strict subset whose value is not a schema (Structured Outputs guide, 2026). */
const plainKeywords: ReadonlySet<string> = new Set([
  "type",
  "title",
  "description",
  "enum",
  "const",
  "required",
  "additionalProperties",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "$ref",
]);

/** Keywords whose value is a record of schemas. */
const recordKeywords: ReadonlySet<string> = new Set(["properties", "$defs", "definitions"]);

function isClosedObject({ properties, required, additionalProperties }: JsonObject): boolean {
  if (!isJsonObject(properties)) return additionalProperties === false;
  const demanded = new Set(Array.isArray(required) ? required : []);
  return additionalProperties === false && Object.keys(properties).every((key) => demanded.has(key));
}

function keywordFits(keyword: string, value: JsonValue | undefined): boolean {
  if (plainKeywords.has(keyword)) return true;
  if (keyword === "items") return fitsStrictSchema(value);
  if (keyword === "anyOf") return Array.isArray(value) && value.every(fitsStrictSchema);
  return recordKeywords.has(keyword) && isJsonObject(value) && Object.values(value).every(fitsStrictSchema);
}

/**
 * Whether OpenAI takes this schema with `strict: true`, which guarantees the form of the answer: every object closed,
 * every property required, no keyword outside its subset. With any other schema strict is answered with 400.
 */
export function fitsStrictSchema(schema: JsonValue | undefined): boolean {
  if (!isJsonObject(schema)) return false;
  if ((schema.type === "object" || schema.properties !== undefined) && !isClosedObject(schema)) return false;
  return Object.entries(schema).every(([keyword, value]) => keywordFits(keyword, value));
}
