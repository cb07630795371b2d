import * as v from "valibot";
import { didYouMean } from "./did-you-mean.ts";
import type { FindingLog } from "./findings.ts";
import { salvageFile } from "./salvage-file.ts";
import { type ConfigFile, fileSchema, knownKeys } from "./schema.ts";
import type { TomlPath } from "./toml-source.ts";

/**
 * Checks a parsed document against the schema: wrong types and missing keys are errors, unknown keys warnings. Returns the
 * file, or what fits of it, so that what else is wrong can be told in the same breath. Messages never quote a free-form
 * value, which may be a key: only names from closed lists.
 */
export function checkShape(document: unknown, findings: FindingLog): ConfigFile {
  warnOfUnknownKeys(document, [], findings);
  const result = v.safeParse(fileSchema, document);
  if (result.success) return result.output;
  for (const issue of result.issues) reportIssue(issue, findings);
  return salvageFile(document);
}

function reportIssue(issue: v.BaseIssue<unknown>, findings: FindingLog): void {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));
  const name = path.findLast((part) => typeof part === "string") ?? "";
  findings.error(path, problemOf(issue, name));
}

function problemOf(issue: v.BaseIssue<unknown>, name: string): string {
  if (issue.input === undefined) return missing[name] ?? `${name} is required`;
  const schema = issue as v.BaseIssue<unknown> & { readonly requirement?: unknown }; // actions carry their requirement
  switch (issue.type) {
    case "picklist":
      return typeof issue.input === "string" ? unknownName(issue, name) : `must be ${optionsOf(issue)}`;
    case "min_value":
      return `must be at least ${String(schema.requirement)}`;
    case "max_value":
      return `must be at most ${String(schema.requirement)}`;
    case "raw_check":
      return issue.message;
    case "integer":
      return "must be a whole number";
    case "union":
      return `must be a string or a list of strings, not ${kindOf(issue.input)}`;
    default:
      return `must be ${wanted[issue.type] ?? issue.type}, not ${kindOf(issue.input)}`;
  }
}

const missing: Readonly<Record<string, string>> = {
  router: 'the section is missing: write [router] with default = "<model name>"',
  default: 'is required: write default = "<model name>"',
};

const wanted: Readonly<Record<string, string>> = {
  string: "a string in quotes",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  loose_object: "a table",
  record: "a table",
};

function unknownName(issue: v.BaseIssue<unknown>, name: string): string {
  const given = String(issue.input);
  const options = optionNames(issue);
  const near = didYouMean(given, options);
  const known = near === "" ? ` (known: ${options.join(", ")})` : near;
  return `unknown ${name.replaceAll("_", " ")} "${given}"${known}`;
}

function optionsOf(issue: v.BaseIssue<unknown>): string {
  return `one of ${optionNames(issue).join(", ")}`;
}

/** A picklist's issue holds its options only in print: `("a" | "b")`. */
function optionNames(issue: v.BaseIssue<unknown>): string[] {
  return [...(issue.expected ?? "").matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value instanceof Date) return "a date";
  if (typeof value === "object") return "a table";
  if (typeof value === "bigint") return "a number this large";
  return typeof value === "boolean" ? "true or false" : `a ${typeof value}`;
}

function warnOfUnknownKeys(value: unknown, path: TomlPath, findings: FindingLog): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      warnOfUnknownKeys(item, [...path, index], findings);
    });
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const known = knownKeys[tableOf(path)];
  if (known === undefined) return;
  for (const [key, member] of Object.entries(value)) {
    if (known.includes(key)) warnOfUnknownKeys(member, [...path, key], findings);
    else findings.warn([...path, key], `unknown key, ignored${didYouMean(key, known)}`);
  }
}

/** The name of a path's table in `knownKeys`: `models[].mappings[]`. */
function tableOf(path: TomlPath): string {
  return path.reduce<string>((table, part) => {
    if (typeof part === "number") return `${table}[]`;
    return table === "" ? part : `${table}.${part}`;
  }, "");
}
