import type { JsonObject } from "../../../json.ts";
import type { CustomTool, Tool, ToolChoice } from "../../anthropic/request.ts";
import type { Drop } from "./decode-content.ts";
import type { ChatRequest, DeclaredFunction } from "./read-request.ts";

const noParameters: JsonObject = { type: "object", properties: {} };

/** OpenAI's search models search by an option; Anthropic has a tool for it. */
const webSearch: Tool = {
  kind: "typed",
  type: "web_search_20250305",
  name: "web_search",
  tool: { type: "web_search_20250305", name: "web_search" },
};

function decodeFunction({ name, description, parameters, strict }: DeclaredFunction): CustomTool {
  return {
    kind: "custom",
    name,
    ...(description && { description }),
    input_schema: parameters ?? noParameters,
    ...(strict === true && { strict }),
  };
}

function decodeTools({ functions, tools, web_search_options }: ChatRequest, drop: Drop): readonly Tool[] {
  const decoded: Tool[] = (functions ?? []).map(decodeFunction);
  for (const tool of tools ?? []) {
    if (tool.function) decoded.push(decodeFunction(tool.function));
    else drop(`tool:${tool.type}`);
  }
  return web_search_options ? [...decoded, webSearch] : decoded;
}

function wordChoice(word: string): ToolChoice | undefined {
  switch (word) {
    case "auto":
    case "none":
      return { type: word };
    case "required":
      return { type: "any" };
    default:
      return undefined;
  }
}

function decodeChoice({ function_call, tool_choice }: ChatRequest, drop: Drop): ToolChoice | undefined {
  if (typeof tool_choice === "string") return wordChoice(tool_choice);
  if (tool_choice?.function) return { type: "tool", name: tool_choice.function.name };
  if (tool_choice) drop("tool_choice");
  if (typeof function_call === "string") return wordChoice(function_call);
  return function_call ? { type: "tool", name: function_call.name } : undefined;
}

/** The tools of a request, in both forms, and how they are to be chosen. */
export function decodeToolMembers(
  request: ChatRequest,
  drop: Drop,
): { readonly tools?: readonly Tool[]; readonly tool_choice?: ToolChoice } {
  const tools = decodeTools(request, drop);
  if (tools.length === 0) return {};
  const choice = decodeChoice(request, drop);
  // Anthropic says it beside the choice, so there must be one.
  const serial = request.parallel_tool_calls === false && choice?.type !== "none";
  const tool_choice = serial ? { ...(choice ?? { type: "auto" }), disable_parallel_tool_use: true } : choice;
  return { tools, ...(tool_choice && { tool_choice }) };
}
