import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";

/** Keywords that only annotate, and those of single vendors (`encrypted` is the Codex CLI's): Gemini knows none of them. */
const annotations: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$comment",
  "$anchor",
  "$dynamicAnchor",
  "$dynamicRef",
  "$vocabulary",
  "deprecated",
  "readOnly",
  "writeOnly",
  "examples",
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
  "enumDescriptions",
  "enumTitles",
  "encrypted",
  "prefill",
  // Assigning it would change the object itself.
  "__proto__",
]);

/** Whether a keyword of a schema says nothing about its values. Not to be asked of a property's name. */
export function isAnnotation(keyword: string): boolean {
  return annotations.has(keyword) || keyword.startsWith("x-");
}

/**
 * The names a schema requires: those it lists, and those whose own schema says `required: true` (draft 3), as far as
 * they are properties. Gemini answers 400 to any other.
 */
export function requiredNames(schema: JsonObject, properties: JsonObject): string[] {
  const listed = Array.isArray(schema.required) ? schema.required : [];
  const marked = Object.entries(properties).flatMap(([name, property]) =>
    isJsonObject(property) && property.required === true ? [name] : [],
  );
  const names = [...listed, ...marked].filter(
    (name): name is string => typeof name === "string" && Object.hasOwn(properties, name),
  );
  return [...new Set(names)];
}

/** An object's members, each changed; a member called `__proto__` stays one. */
export function mapMembers(
  members: JsonObject,
  change: (value: JsonValue | undefined) => JsonValue,
): JsonObject {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, change(value)]));
}
