import type { JsonObject } from "../../../json.ts";
import type { CustomTool, MessagesRequest, Tool, ToolChoice, TypedTool } from "../../anthropic/request.ts";
import { fitsStrictSchema } from "../../shared/fits-strict-schema.ts";
import { functionParameters } from "../../shared/function-parameters.ts";
import { offeredTools } from "../../shared/offered-tools.ts";
import type { EncodeScope } from "./encode-scope.ts";

/** Whether a tool is Anthropic's own web search, of any version. */
export function isWebSearch(tool: Tool): tool is TypedTool {
  return tool.kind === "typed" && tool.type.startsWith("web_search_");
}

function encodeTool(tool: CustomTool, scope: EncodeScope): JsonObject {
  const parameters = functionParameters(tool.input_schema);
  const strict = tool.strict === true && fitsStrictSchema(parameters);
  if (tool.strict === true && !strict) scope.dropped.add("tool.strict");
  return {
    type: "function",
    function: {
      name: scope.toolNames.toWire(tool.name),
      ...(tool.description !== undefined && { description: tool.description }),
      parameters,
      ...(strict && { strict }),
    },
  };
}

function encodeChoice(choice: ToolChoice, names: ReadonlySet<string>, scope: EncodeScope): JsonObject {
  const forced = scope.quirks.forcedToolChoice;
  switch (choice.type) {
    case "auto":
    case "none":
      return { tool_choice: choice.type };
    case "any":
      if (forced === "auto") scope.dropped.add("tool_choice");
      return { tool_choice: forced };
    case "tool":
      if (forced !== "auto" && names.has(choice.name))
        return {
          tool_choice: { type: "function", function: { name: scope.toolNames.toWire(choice.name) } },
        };
      scope.dropped.add("tool_choice");
      return { tool_choice: "auto" };
  }
}

function encodeParallel(choice: ToolChoice, scope: EncodeScope): JsonObject {
  if (choice.type === "none" || choice.disable_parallel_tool_use !== true) return {};
  if (scope.quirks.parallelToolCalls) return { parallel_tool_calls: false };
  scope.dropped.add("disable_parallel_tool_use");
  return {};
}

/**
 * The tools of a request and how they are to be chosen. Tools that Anthropic runs or defines itself cannot be carried
 * and are named; a web search becomes OpenRouter's plugin where there is one. Without tools nothing is said at all:
 * OpenAI answers 400 to an empty list, and to a choice without a list.
 */
export function encodeTools(request: MessagesRequest, scope: EncodeScope): JsonObject {
  const { tool_choice } = request;
  const custom: CustomTool[] = [];
  let search = false;
  for (const tool of offeredTools(request)) {
    if (tool.kind === "custom") custom.push(tool);
    else if (isWebSearch(tool) && scope.quirks.webSearchPlugin) search = true;
    else scope.dropped.add(`tool:${tool.type}`);
  }
  const plugins: JsonObject = search ? { plugins: [{ id: "web" }] } : {};
  if (custom.length === 0) return plugins;
  const names = new Set(custom.map(({ name }) => name));
  return {
    tools: custom.map((tool) => encodeTool(tool, scope)),
    ...(tool_choice && encodeChoice(tool_choice, names, scope)),
    ...(tool_choice && encodeParallel(tool_choice, scope)),
    ...plugins,
  };
}
