import { isJsonObject, type JsonObject } from "../../json.ts";

/** Keywords that OpenAI refuses at the top of a function's parameters (400 `invalid_function_parameters`). */
const alternatives = ["anyOf", "oneOf", "allOf"] as const;

function stringsIn(value: JsonObject[string]): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

/**
 * A tool's input schema as the `parameters` of an OpenAI function: an object schema with `properties`, without
 * `$schema`. Alternatives at the top are folded into one object whose common demands stay required.
 */
export function functionParameters(schema: JsonObject): JsonObject {
  const { $schema: _dialect, anyOf: _anyOf, oneOf: _oneOf, allOf, enum: _enum, not: _not, ...rest } = schema;
  const variants = alternatives.flatMap((key) => {
    const value = schema[key];
    return Array.isArray(value) ? value.filter(isJsonObject) : [];
  });
  const properties: JsonObject = {};
  for (const source of [...variants, rest])
    if (isJsonObject(source.properties)) Object.assign(properties, source.properties);
  const parts = [rest, ...(Array.isArray(allOf) ? allOf.filter(isJsonObject) : [])];
  const required = new Set(parts.flatMap((part) => stringsIn(part.required)));
  return { ...rest, type: "object", properties, ...(required.size > 0 && { required: [...required] }) };
}
