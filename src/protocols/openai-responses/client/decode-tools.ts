import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import type { CustomTool, Tool, ToolChoice, TypedTool } from "../../anthropic/request.ts";
import type { Drop } from "./decode-content.ts";
import type { ToolNaming } from "./name-tools.ts";
import type { ClientTool, ClientTools } from "./read-tools.ts";

/** A request's tools in the hub's shape. */
export interface DecodedTools {
  readonly tools?: readonly Tool[];
  readonly tool_choice?: ToolChoice;
}

function hubTool(name: string, tool: ClientTool | undefined): CustomTool {
  if (!tool) return { kind: "custom", name, input_schema: { type: "object", properties: {} } };
  const { description, schema, strict } = tool;
  return {
    kind: "custom",
    name,
    ...(description !== "" && { description }),
    input_schema: schema,
    ...(strict && { strict }),
  };
}

function hubWebSearch({ filters, user_location }: JsonObject): TypedTool {
  const allowed = isJsonObject(filters) ? filters.allowed_domains : undefined;
  const tool: JsonObject = {
    type: "web_search_20250305",
    name: "web_search",
    ...(Array.isArray(allowed) && { allowed_domains: allowed }),
    ...(isJsonObject(user_location) && { user_location: { ...user_location, type: "approximate" } }),
  };
  return { kind: "typed", type: "web_search_20250305", name: "web_search", tool };
}

/**
 * Codex offers a web search with every request, marked by this member. Beside other tools it is left out: it would send
 * every turn to a model that searches, and a provider without search works well without it.
 */
function isOffhand(webSearch: JsonObject): boolean {
  return webSearch.external_web_access !== undefined;
}

/** Tools and choice as the client wants them, before they are narrowed. */
interface Wish {
  readonly mode: "auto" | "required" | "none";
  /** The tools that may be called; absent: all. */
  readonly only?: readonly string[];
}

function choiceName(value: JsonObject, naming: ToolNaming): string {
  const { type, name, namespace } = value;
  if (typeof type === "string" && type.startsWith("web_search")) return "web_search";
  const bare = typeof name === "string" ? name : String(type);
  const exact = naming.hubName(typeof namespace === "string" ? namespace : undefined, bare);
  if (naming.find(exact)) return exact;
  return [...naming.all].find(([, tool]) => tool.name === bare)?.[0] ?? bare;
}

function readWish(choice: JsonValue | undefined, naming: ToolNaming): Wish {
  if (choice === "required" || choice === "none") return { mode: choice };
  if (!isJsonObject(choice)) return { mode: "auto" };
  if (choice.type !== "allowed_tools") return { mode: "required", only: [choiceName(choice, naming)] };
  const allowed = Array.isArray(choice.tools) ? choice.tools.filter(isJsonObject) : [];
  const only = allowed.map((tool) => choiceName(tool, naming));
  return { mode: choice.mode === "required" ? "required" : "auto", only };
}

function toolChoice({ mode, only }: Wish, offered: readonly Tool[], serial: boolean): ToolChoice {
  const parallel = serial ? { disable_parallel_tool_use: true } : {};
  if (mode === "none") return { type: "none" };
  if (mode === "auto") return { type: "auto", ...parallel };
  const [single] = offered;
  return only && offered.length === 1 && single?.name !== undefined
    ? { type: "tool", name: single.name, ...parallel }
    : { type: "any", ...parallel };
}

function offers({ tools, webSearch }: ClientTools, naming: ToolNaming, drop: Drop): readonly Tool[] {
  const custom: Tool[] = tools.map((tool) => {
    const name = naming.hubName(tool.namespace, tool.name);
    return hubTool(name, tool);
  });
  if (!webSearch) return custom;
  if (!isOffhand(webSearch) || custom.length === 0) return [...custom, hubWebSearch(webSearch)];
  drop("tool:web_search");
  return custom;
}

/**
 * Decodes tools and `tool_choice`. A request without tools whose history holds calls (Codex compacting) declares their
 * tools again, not to be called: Anthropic refuses calls without declarations.
 */
export function decodeTools(
  body: JsonObject,
  clientTools: ClientTools,
  naming: ToolNaming,
  drop: Drop,
): DecodedTools {
  const offered = offers(clientTools, naming, drop);
  if (offered.length === 0) {
    const mentioned = [...naming.all.keys()].map((name) => hubTool(name, undefined));
    return mentioned.length > 0 ? { tools: mentioned, tool_choice: { type: "none" } } : {};
  }
  const serial = body.parallel_tool_calls === false;
  if (body.tool_choice === undefined && !serial) return { tools: offered };
  const wish = readWish(body.tool_choice, naming);
  const allowed = offered.filter(
    ({ name }) => !wish.only || (name !== undefined && wish.only.includes(name)),
  );
  const callable = allowed.length > 0 ? allowed : offered;
  // A single forced tool stays among the others: their declarations are part of the cached prompt.
  const isForced = wish.mode === "required" && callable.length === 1;
  return { tools: isForced ? offered : callable, tool_choice: toolChoice(wish, callable, serial) };
}
