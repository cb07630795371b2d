import { isJsonObject, type JsonObject } from "../../../json.ts";
import { fitsStrictSchema } from "../../shared/fits-strict-schema.ts";
import type { EncodeScope } from "./encode-scope.ts";

/** How an answer is held to a schema: by a member of the body, by words in the system text, or by both. */
export interface StructuredOutput {
  readonly members: JsonObject;
  readonly instruction: string | undefined;
}

/** OpenAI demands a name of letters, digits, `_` and `-`. */
function nameOf(format: JsonObject): string {
  const name =
    typeof format.name === "string" ? format.name.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, 64) : "";
  return name || "answer";
}

/** Encodes `output_config.format`. */
export function encodeFormat(format: JsonObject | undefined, scope: EncodeScope): StructuredOutput {
  if (!format) return { members: {}, instruction: undefined };
  const { schema } = format;
  if (format.type !== "json_schema" || !isJsonObject(schema)) {
    scope.dropped.add("output_config.format");
    return { members: {}, instruction: undefined };
  }
  const instruction = `Answer with one JSON object that fits this JSON Schema, and with nothing else:\n${JSON.stringify(schema)}`;
  switch (scope.quirks.structuredOutput) {
    case "json_schema": {
      const json_schema = { name: nameOf(format), schema, strict: fitsStrictSchema(schema) };
      return { members: { response_format: { type: "json_schema", json_schema } }, instruction: undefined };
    }
    case "json_object":
      return { members: { response_format: { type: "json_object" } }, instruction };
    case "prompt":
      return { members: {}, instruction };
  }
}
