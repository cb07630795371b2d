import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";

/** The types of an OpenAPI schema. */
const openapiTypes = ["string", "number", "integer", "boolean", "array", "object"] as const;
export type OpenapiType = (typeof openapiTypes)[number];

/** What a schema says of its type. */
export interface TypeReading {
  /** Every type it admits but null; empty where it does not say. */
  readonly types: readonly OpenapiType[];
  readonly nullable: boolean;
}

function asType(value: JsonValue | undefined): OpenapiType | undefined {
  const name = typeof value === "string" ? value.toLowerCase() : "";
  return openapiTypes.find((type) => type === name);
}

function typeOfValue(value: JsonValue | undefined): OpenapiType | undefined {
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "number":
      return Number.isInteger(value) ? "integer" : "number";
    default:
      return undefined;
  }
}

/** Values that `enum` or `const` allow. */
export function allowedValues(schema: JsonObject): readonly JsonValue[] {
  if (Array.isArray(schema.enum)) return schema.enum;
  return schema.const === undefined ? [] : [schema.const];
}

function inferTypes(schema: JsonObject): readonly OpenapiType[] {
  const values = allowedValues(schema).filter((value) => value !== null);
  const types = new Set(values.map(typeOfValue));
  const [only] = types;
  if (types.size === 1 && only !== undefined) return [only];
  if (isJsonObject(schema.properties)) return ["object"];
  if (schema.items !== undefined || Array.isArray(schema.prefixItems)) return ["array"];
  return [];
}

/** Whether a branch of a union admits null and nothing else. */
export function isNull(branch: JsonValue): boolean {
  if (!isJsonObject(branch)) return false;
  const values = allowedValues(branch);
  return branch.type === "null" || (values.length > 0 && values.every((value) => value === null));
}

/** Reads the type, from what the schema holds where it does not say. */
export function readType(schema: JsonObject): TypeReading {
  const named: readonly (JsonValue | undefined)[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  const types = [...new Set(named.flatMap((name) => asType(name) ?? []))];
  const nullable = schema.nullable === true || named.includes("null") || allowedValues(schema).includes(null);
  return { types: types.length > 0 ? types : inferTypes(schema), nullable };
}
