import { knownKeys } from "../../src/config/schema.ts";
import { type DescribedKey, describeTable } from "./describe-keys.ts";
import { readExample } from "./read-example.ts";

/** How the file names a table: `[server]`, `[[models.mappings]]`, or a key that holds one. */
function headingOf(table: string): string {
  const names = table.replaceAll("[]", "");
  if (table === "") return "The file";
  if (table.endsWith("[]")) return `\`[[${names}]]\``;
  const [, list, key] = /^(.*)\[\]\.(\w+)$/.exec(table) ?? [];
  return list === undefined ? `\`[${names}]\`` : `\`${key} = { … }\` of \`[[${list.replaceAll("[]", "")}]]\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** Keys that differ in nothing but their names. */
function renderAlike(keys: readonly DescribedKey[], { type, fallback, meaning }: DescribedKey): string {
  const names = keys.map(({ key }) => `\`${key}\``).join(", ");
  return `${meaning} Each a ${type}; without it: ${fallback}.\n\n${names}`;
}

function renderTable(table: string, keys: readonly DescribedKey[]): string {
  const heading = `### ${headingOf(table)}\n`;
  const [first] = keys;
  if (first !== undefined && keys.length > 1 && new Set(keys.map(({ meaning }) => meaning)).size === 1) {
    return `${heading}\n${renderAlike(keys, first)}`;
  }
  const rows = keys.map(
    ({ key, type, fallback, meaning }) =>
      `| \`${key}\` | ${cell(type)} | ${cell(fallback)} | ${cell(meaning)} |`,
  );
  return [heading, "| key | type | default | |", "|---|---|---|---|", ...rows].join("\n");
}

/** A table for each table of the config, in the order of the schema. */
export function renderKeys(exampleConfig: string): string {
  const example = readExample(exampleConfig);
  return Object.keys(knownKeys)
    .map((table) => ({ table, keys: describeTable(table, example) }))
    .filter(({ keys }) => keys.length > 0)
    .map(({ table, keys }) => renderTable(table, keys))
    .join("\n\n");
}
