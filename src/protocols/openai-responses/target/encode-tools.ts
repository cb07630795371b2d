import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import type { MessagesRequest, Tool, TypedTool } from "../../anthropic/request.ts";
import { functionParameters } from "../../shared/function-parameters.ts";
import { offeredTools } from "../../shared/offered-tools.ts";
import { mapToolNames, openaiToolNames, type ToolNames } from "../../shared/tool-names.ts";
import type { Drop } from "./encode-content.ts";

/** The tool members of a request's body, and how names were changed. */
export interface EncodedTools {
  readonly body: JsonObject;
  readonly names: ToolNames;
  /** Whether the provider is asked to search the web. */
  readonly searches: boolean;
}

function isWebSearch(tool: Tool): tool is TypedTool {
  return tool.kind === "typed" && tool.type.startsWith("web_search");
}

function encodeWebSearch({ tool }: TypedTool, drop: Drop): JsonObject {
  const { allowed_domains, user_location } = tool;
  for (const key of ["max_uses", "blocked_domains"]) if (tool[key]) drop(`web_search.${key}`);
  return {
    type: "web_search",
    ...(Array.isArray(allowed_domains) && { filters: { allowed_domains } }),
    ...(isJsonObject(user_location) && { user_location: { ...user_location, type: "approximate" } }),
  };
}

function encodeTool(tool: Tool, names: ToolNames, webSearch: boolean, drop: Drop): JsonObject[] {
  if (tool.kind === "custom") {
    const { name, description, input_schema } = tool;
    return [
      {
        type: "function",
        name: names.toWire(name),
        ...(description !== undefined && { description }),
        parameters: functionParameters(input_schema),
        // Left out, it means true here, and every optional argument becomes required.
        strict: false,
      },
    ];
  }
  if (isWebSearch(tool) && webSearch) return [encodeWebSearch(tool, drop)];
  drop(`tool:${tool.type}`);
  return [];
}

function encodeChoice(
  { tool_choice }: MessagesRequest,
  tools: readonly JsonObject[],
  names: ToolNames,
): JsonValue | undefined {
  switch (tool_choice?.type) {
    case "auto":
    case "none":
      return tool_choice.type;
    case "any":
      return "required";
    case "tool": {
      const name = names.toWire(tool_choice.name);
      if (tools.some((tool) => tool.name === name)) return { type: "function", name };
      return tools.some(({ type }) => type === tool_choice.name) ? { type: tool_choice.name } : undefined;
    }
    default:
      return undefined;
  }
}

/** Names that calls of the history bear; their tools may no longer be offered. */
function calledNames({ messages }: MessagesRequest): string[] {
  return messages.flatMap(({ content }) =>
    typeof content === "string"
      ? []
      : content.flatMap((block) => (block.type === "tool_use" ? [block.name] : [])),
  );
}

/** `tools`, `tool_choice` and `parallel_tool_calls`; none of them is allowed without a tool. */
export function encodeTools(request: MessagesRequest, webSearch: boolean, drop: Drop): EncodedTools {
  const offered = offeredTools(request);
  const custom = offered.flatMap((tool) => (tool.kind === "custom" ? [tool.name] : []));
  const names = mapToolNames([...custom, ...calledNames(request)], openaiToolNames);
  const tools = offered.flatMap((tool) => encodeTool(tool, names, webSearch, drop));
  const searches = tools.some(({ type }) => type === "web_search");
  if (tools.length === 0) return { body: {}, names, searches };
  const choice = encodeChoice(request, tools, names);
  const { tool_choice } = request;
  const serial = tool_choice?.type !== "none" && tool_choice?.disable_parallel_tool_use === true;
  return {
    body: {
      tools,
      ...(choice !== undefined && { tool_choice: choice }),
      ...(serial && { parallel_tool_calls: false }),
    },
    names,
    searches,
  };
}
