import type { JsonObject, JsonValue } from "../../../json.ts";
import { allowedValues } from "./read-type.ts";

/*
 * The constraints of one value in the OpenAPI subset. What the subset has no keyword for is said in words, since the
 * model reads the description and the words cost nothing.
 */

/** Keywords that could be kept, and the rest in words. */
export interface Constraints {
  readonly keywords: JsonObject;
  readonly hints: readonly string[];
}

/** String formats that the `parameters` field takes; any other is a 400. */
const stringFormats: ReadonlySet<JsonValue | undefined> = new Set(["date-time", "enum"]);
const numberFormats: ReadonlySet<JsonValue | undefined> = new Set(["float", "double", "int32", "int64"]);

function isFiniteNumber(value: JsonValue | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isCount(value: JsonValue | undefined): value is number {
  return isFiniteNumber(value) && Number.isInteger(value) && value >= 0;
}

/** Those of the named keywords whose value is a whole number from 0 on. */
export function counts(schema: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.filter((name) => isCount(schema[name])).map((name) => [name, schema[name]]),
  );
}

function formatHint(format: JsonValue | undefined): string[] {
  return typeof format === "string" && format !== "" ? [`format: ${format}`] : [];
}

/** Constraints of a string. */
export function stringConstraints(schema: JsonObject): Constraints {
  const { pattern, format } = schema;
  const values = allowedValues(schema).filter((value) => typeof value === "string" && value !== "");
  const keepsFormat = stringFormats.has(format);
  return {
    keywords: {
      ...(values.length > 0 && { enum: [...new Set(values)] }),
      ...(typeof pattern === "string" && { pattern }),
      ...(keepsFormat && { format }),
      ...counts(schema, "minLength", "maxLength"),
    },
    hints: keepsFormat ? [] : formatHint(format),
  };
}

/** An enum is of strings alone, so that allowed numbers and booleans become words. */
export function valueHints(schema: JsonObject): string[] {
  const values = allowedValues(schema).filter((value) => value !== null);
  return values.length > 0 ? [`one of: ${values.map((value) => JSON.stringify(value)).join(", ")}`] : [];
}

interface Bound {
  readonly keyword: "minimum" | "maximum";
  readonly exclusive: "exclusiveMinimum" | "exclusiveMaximum";
  /** From an excluded whole number to the next allowed one. */
  readonly inward: 1 | -1;
  readonly words: string;
}

const bounds: readonly Bound[] = [
  { keyword: "minimum", exclusive: "exclusiveMinimum", inward: 1, words: "greater than" },
  { keyword: "maximum", exclusive: "exclusiveMaximum", inward: -1, words: "less than" },
];

function readBound(schema: JsonObject, isInteger: boolean, bound: Bound): Constraints {
  const { keyword, exclusive, inward, words } = bound;
  const inclusive = schema[keyword];
  // Draft 4 has a flag beside the inclusive bound, later drafts a number of its own.
  const excluded = schema[exclusive] === true ? inclusive : schema[exclusive];
  const kept = isFiniteNumber(inclusive) && schema[exclusive] !== true ? inclusive : undefined;
  if (!isFiniteNumber(excluded))
    return { keywords: kept === undefined ? {} : { [keyword]: kept }, hints: [] };
  if (!isInteger)
    return { keywords: kept === undefined ? {} : { [keyword]: kept }, hints: [`${words} ${excluded}`] };
  const next = excluded + inward;
  const tighter = kept === undefined || (inward === 1 ? next > kept : next < kept) ? next : kept;
  return { keywords: { [keyword]: tighter }, hints: [] };
}

/** Constraints of a number or integer. */
export function numberConstraints(schema: JsonObject, isInteger: boolean): Constraints {
  const { format, multipleOf } = schema;
  const read = bounds.map((bound) => readBound(schema, isInteger, bound));
  const keepsFormat = numberFormats.has(format);
  return {
    keywords: Object.assign({}, ...read.map(({ keywords }) => keywords), keepsFormat ? { format } : {}),
    hints: [
      ...valueHints(schema),
      ...read.flatMap(({ hints }) => hints),
      ...(isFiniteNumber(multipleOf) ? [`a multiple of ${multipleOf}`] : []),
      ...(keepsFormat ? [] : formatHint(format)),
    ],
  };
}
