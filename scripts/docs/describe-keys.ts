import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { fileSchema, knownKeys } from "../../src/config/schema.ts";
import type { ExampleKey } from "./read-example.ts";

interface JsonNode {
  readonly type?: string | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly properties?: Readonly<Record<string, JsonNode>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: JsonNode | undefined;
  readonly anyOf?: readonly JsonNode[] | undefined;
}

/** The part of JSON Schema that a config's schema becomes. */
const nodeSchema: v.GenericSchema<unknown, JsonNode> = v.looseObject({
  type: v.optional(v.string()),
  enum: v.optional(v.array(v.string())),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  properties: v.optional(
    v.record(
      v.string(),
      v.lazy(() => nodeSchema),
    ),
  ),
  required: v.optional(v.array(v.string())),
  items: v.optional(v.lazy(() => nodeSchema)),
  anyOf: v.optional(v.array(v.lazy(() => nodeSchema))),
});

/** A key of the config, in words for a table. */
export interface DescribedKey {
  readonly key: string;
  readonly type: string;
  /** As TOML, or what happens without the key. */
  readonly fallback: string;
  readonly meaning: string;
}

// What checks a value by a function has no words in JSON Schema: those keys stay strings.
const root = v.parse(nodeSchema, toJsonSchema(fileSchema, { typeMode: "input", errorMode: "ignore" }));

/** The schema of a table, by its name in `knownKeys`. */
function tableSchema(table: string): JsonNode | undefined {
  const steps = table === "" ? [] : table.split(".");
  return steps.reduce<JsonNode | undefined>((node, step) => {
    const member = node?.properties?.[step.replace("[]", "")];
    return step.endsWith("[]") ? member?.items : member;
  }, root);
}

/** Names beyond which a list is better read elsewhere. */
const longestList = 12;

const plainTypes: Readonly<Record<string, string>> = {
  string: "string",
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  object: "table",
};

function rangeOf({ minimum, maximum }: JsonNode): string {
  if (maximum !== undefined) return `, ${minimum ?? 0} to ${maximum}`;
  return minimum === undefined || minimum === 0 ? "" : `, at least ${minimum}`;
}

function typeOf(node: JsonNode): string {
  if (node.enum !== undefined && node.enum.length > longestList) return "a name";
  if (node.enum !== undefined) return node.enum.map((name) => `\`${name}\``).join(", ");
  if (node.anyOf !== undefined) return node.anyOf.map(typeOf).join(" or ");
  if (node.type === "array") {
    const items = node.items ?? {};
    return items.enum === undefined ? `list of ${typeOf(items)}s` : `list of ${typeOf(items)}`;
  }
  return `${plainTypes[node.type ?? ""] ?? "string"}${rangeOf(node)}`;
}

/** What holds without the key, and the words that are left. */
function splitWords({ words, value, commented }: ExampleKey): { fallback: string; meaning: string } {
  const [, meaning = words, without] = /^(.*?) ?Without it: (.*)\.$/.exec(words) ?? [];
  if (without !== undefined) return { fallback: without, meaning };
  return { fallback: commented ? `\`${value}\`` : "required", meaning };
}

/**
 * Describes every key of one table: its type by the schema, the rest by the example config.
 * @throws Error when the example does not show a key or does not say what it is for
 */
export function describeTable(table: string, example: readonly ExampleKey[]): readonly DescribedKey[] {
  const schema = tableSchema(table);
  return (knownKeys[table] ?? []).flatMap((key) => {
    const path = table === "" ? key : `${table}.${key}`;
    if (knownKeys[path] !== undefined || knownKeys[`${path}[]`] !== undefined) return []; // a table of its own
    const node = schema?.properties?.[key] ?? {};
    const shown = example.filter((one) => one.table === table && one.key === key);
    const told = shown.find(({ words }) => words !== "") ?? shown[0];
    if (told === undefined || told.words === "") {
      throw new Error(
        `config.example.toml does not ${told ? "say what" : "show"} ${path}${told ? " is for" : ""}`,
      );
    }
    return [{ key, type: typeOf(node), ...splitWords(told) }];
  });
}
