import { UserError } from "../errors.ts";
import { appendValue } from "./edit-append.ts";
import { moveElement } from "./edit-move.ts";
import { removeAt } from "./edit-remove.ts";
import { setValue } from "./edit-set.ts";
import type { TomlTable, TomlValue } from "./format-toml-value.ts";
import { parseToml } from "./parse-toml.ts";
import { formatPath, type TomlPath } from "./toml-source.ts";

/** An array element: by index in the file, or the first one whose members have these values (`{ name: "zai" }`). */
export type ElementSelector = number | Readonly<Record<string, string | number>>;

/** Keys and selectors from the root: `["models", { name: "sonnet" }, "mappings", 0, "priority"]`. */
export type EditPath = readonly (string | ElementSelector)[];

/** One change of a config file. */
export type ConfigEdit =
  /** Writes a value; a table is merged into one that is there, member by member. Missing tables above it are made. */
  | { readonly kind: "set"; readonly path: EditPath; readonly value: TomlValue }
  /** Takes away a key, a table or an array element with all below it. Nothing to take away is no error. */
  | { readonly kind: "remove"; readonly path: EditPath }
  /** Adds an element to an array: a provider, a model, a mapping, a key. A single value becomes a list. */
  | { readonly kind: "append"; readonly path: EditPath; readonly value: string | TomlTable }
  /** Moves an array element to an index. */
  | { readonly kind: "move"; readonly path: EditPath; readonly to: number };

/**
 * Applies edits one after the other. Every line that an edit does not name stays as it is, byte for byte: comments, order,
 * spacing, `$NAME` references, unknown keys, line ends.
 * @throws UserError when the text is not TOML or a selector matches nothing.
 */
export function editConfig(text: string, edits: readonly ConfigEdit[]): string {
  return edits.reduce(applyEdit, text);
}

function applyEdit(text: string, edit: ConfigEdit): string {
  const toml = parseToml(text);
  if ("problem" in toml)
    throw new UserError(`the config is not valid TOML, so it cannot be edited: ${toml.problem}`);
  const path = resolveSelectors(toml.document, edit.path);
  if (path === undefined) {
    if (edit.kind === "remove") return text;
    throw new UserError(`the config has no ${describe(edit.path)}`);
  }
  switch (edit.kind) {
    case "set":
      return setValue(text, path, edit.value);
    case "remove":
      return removeAt(text, path);
    case "append":
      return appendValue(text, path, edit.value);
    case "move":
      return moveElement(text, path, edit.to);
  }
}

/** Turns selectors into indexes; undefined when an element is not there. */
function resolveSelectors(document: unknown, path: EditPath): TomlPath | undefined {
  const resolved: (string | number)[] = [];
  let value: unknown = document;
  for (const part of path) {
    if (typeof part === "string") {
      resolved.push(part);
      value = memberOf(value, part);
      continue;
    }
    const elements: unknown[] = Array.isArray(value) ? value : [];
    const index = typeof part === "number" ? part : elements.findIndex((element) => matches(element, part));
    if (index < 0 || index >= elements.length) return undefined;
    resolved.push(index);
    value = elements[index];
  }
  return resolved;
}

function matches(element: unknown, wanted: Readonly<Record<string, string | number>>): boolean {
  return Object.entries(wanted).every(([key, value]) => memberOf(element, key) === value);
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key]; // an object's own member
}

function describe(path: EditPath): string {
  return formatPath(path.map((part) => (typeof part === "object" ? JSON.stringify(part) : part)));
}
