import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import type { InputItem } from "./read-items.ts";

/** How a tool is called and answered in the Responses format. */
export type ToolForm =
  /** `function_call` with JSON arguments. */
  | "function"
  /** `custom_tool_call` with free text. */
  | "custom"
  /** `tool_search_call` that the client runs (Codex on gpt-5.5). */
  | "tool_search"
  /** `local_shell_call`, of Codex's older versions and the SDK. */
  | "local_shell";

/** A tool of the client's, taken out of its namespace. */
export interface ClientTool {
  readonly form: ToolForm;
  readonly name: string;
  readonly namespace?: string;
  readonly description: string;
  readonly schema: JsonObject;
  readonly strict: boolean;
}

/** A request's tools, from all the places where a client may put them. */
export interface ClientTools {
  readonly tools: readonly ClientTool[];
  /** The web search the provider should run, as the client described it. */
  readonly webSearch: JsonObject | undefined;
  /** Kinds of tools that only OpenAI can run. */
  readonly dropped: readonly string[];
}

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Codex marks members with `encrypted`, which is no JSON Schema and which strict validators refuse. */
function withoutEncrypted(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map(withoutEncrypted);
  if (!isJsonObject(schema)) return schema;
  const entries = Object.entries(schema).filter(
    ([key, value]) => key !== "encrypted" || typeof value !== "boolean",
  );
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value === undefined ? null : withoutEncrypted(value)]),
  );
}

function objectSchema(value: JsonValue | undefined): JsonObject {
  const schema = withoutEncrypted(isJsonObject(value) ? value : {});
  return isJsonObject(schema) ? { type: "object", properties: {}, ...schema } : {};
}

/** The grammar of a freeform tool can only be told, not enforced, by other providers. */
function freeformDescription({ description, format }: JsonObject): string {
  const grammar = isJsonObject(format) && format.type === "grammar" ? format : undefined;
  if (!grammar) return text(description);
  return `${text(description)}\n\nThe input must match this ${text(grammar.syntax)} grammar:\n${text(grammar.definition)}`;
}

const freeformSchema: JsonObject = {
  type: "object",
  properties: { input: { type: "string", description: "The whole input of the tool, as plain text." } },
  required: ["input"],
  additionalProperties: false,
};

const localShellSchema: JsonObject = {
  type: "object",
  properties: {
    command: { type: "array", items: { type: "string" }, description: "The program and its arguments." },
    working_directory: { type: "string" },
    timeout_ms: { type: "integer" },
  },
  required: ["command"],
  additionalProperties: false,
};

function readTool(tool: JsonObject, namespace: string | undefined): ClientTool | undefined {
  const shared = {
    name: text(tool.name),
    ...(namespace !== undefined && { namespace }),
    strict: tool.strict === true,
  };
  switch (tool.type) {
    case "function":
      return {
        ...shared,
        form: "function",
        description: text(tool.description),
        schema: objectSchema(tool.parameters),
      };
    case "custom":
      return { ...shared, form: "custom", description: freeformDescription(tool), schema: freeformSchema };
    case "tool_search":
      if (tool.execution !== "client") return undefined;
      return {
        ...shared,
        form: "tool_search",
        name: "tool_search",
        description: text(tool.description),
        schema: objectSchema(tool.parameters),
      };
    case "local_shell":
      return {
        ...shared,
        form: "local_shell",
        name: "local_shell",
        description: "Runs a command on the user's machine.",
        schema: localShellSchema,
      };
    default:
      return undefined;
  }
}

function flatten(tool: JsonObject): readonly (readonly [JsonObject, string | undefined])[] {
  if (tool.type !== "namespace") return [[tool, undefined]];
  const inner = Array.isArray(tool.tools) ? tool.tools.filter(isJsonObject) : [];
  return inner.map((member) => [member, text(tool.name)]);
}

function isWebSearch({ type }: JsonObject): boolean {
  return typeof type === "string" && type.startsWith("web_search");
}

/** One key for a tool however it is mentioned: `functions` is the namespace of plain functions, and may be left out. */
export function toolKey(namespace: string | null | undefined, name: string): string {
  return namespace && namespace !== "functions" ? `${namespace}\n${name}` : name;
}

/** Tools of `tools`, and those that items bring: Codex's newer models get theirs in the input. */
function rawTools(tools: JsonValue | undefined, items: readonly InputItem[]): JsonObject[] {
  const offered = Array.isArray(tools) ? tools.filter(isJsonObject) : [];
  const brought = items.flatMap((item) =>
    item.type === "additional_tools" || item.type === "tool_search_output" ? item.tools : [],
  );
  return [...offered, ...brought];
}

/** Collects and flattens the tools of a request. A tool that is declared again replaces the earlier one. */
export function readTools(tools: JsonValue | undefined, items: readonly InputItem[]): ClientTools {
  const byName = new Map<string, ClientTool>();
  const dropped = new Set<string>();
  let webSearch: JsonObject | undefined;
  for (const [raw, namespace] of rawTools(tools, items).flatMap(flatten)) {
    const tool = readTool(raw, namespace);
    if (tool && tool.name !== "") byName.set(toolKey(namespace, tool.name), tool);
    else if (isWebSearch(raw)) webSearch = raw;
    else dropped.add(`tool:${text(raw.type)}`);
  }
  return { tools: [...byName.values()], webSearch, dropped: [...dropped] };
}
