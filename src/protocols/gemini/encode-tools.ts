import type { JsonObject } from "../../json.ts";
import type { CustomTool, MessagesRequest, TypedTool } from "../anthropic/request.ts";
import type { TranslationContext } from "../protocol.ts";
import { offeredTools } from "../shared/offered-tools.ts";
import { mapToolNames, type ToolNameRules, type ToolNames } from "../shared/tool-names.ts";
import type { EncodeScope } from "./encode-scope.ts";
import { cleanJsonSchema } from "./schema/clean-json-schema.ts";
import { toOpenapiSchema } from "./schema/to-openapi-schema.ts";

/**
 * A function's name: a letter or `_`, then letters, digits and `_.:-`. Google's SDK speaks of 128 characters today, of
 * 64 until 2025, and not every back end follows.
 */
const geminiToolNames: ToolNameRules = { longest: 64, forbidden: /^[^a-zA-Z_]|[^a-zA-Z0-9_.:-]/g };

/** Maps the names of all tools that a request declares or remembers. */
export function geminiNames(request: MessagesRequest): ToolNames {
  const declared = offeredTools(request).flatMap((tool) => (tool.kind === "custom" ? [tool.name] : []));
  const called = request.messages.flatMap(({ content }) =>
    typeof content === "string"
      ? []
      : content.flatMap((block) => (block.type === "tool_use" ? [block.name] : [])),
  );
  return mapToolNames([...declared, ...called], geminiToolNames);
}

/** `tools` and `toolConfig` of a body. */
export interface EncodedTools {
  readonly tools?: JsonObject[];
  readonly toolConfig?: JsonObject;
}

/** A tool that the server runs, as Google's own. */
interface BuiltIn {
  readonly tool: TypedTool;
  readonly encoded: JsonObject;
}

/** What Google's search cannot be told, but for blocked domains on Vertex AI. */
const searchOptions = ["max_uses", "allowed_domains", "blocked_domains", "user_location"] as const;

function encodeSearch({ tool }: TypedTool, { context, drop }: EncodeScope): JsonObject {
  const isVertex = context.quirks.gemini.surface === "vertex";
  const blocked = tool.blocked_domains;
  for (const option of searchOptions) {
    const isLost = option !== "blocked_domains" || !isVertex;
    if (tool[option] !== undefined && tool[option] !== null && isLost) drop(`web_search.${option}`);
  }
  return { googleSearch: isVertex && Array.isArray(blocked) ? { excludeDomains: blocked } : {} };
}

function encodeBuiltIn(tool: TypedTool, scope: EncodeScope): JsonObject | undefined {
  if (tool.type.startsWith("web_search_")) return encodeSearch(tool, scope);
  if (tool.type.startsWith("web_fetch_")) return { urlContext: {} };
  return undefined;
}

/** A tool's or an answer's schema in the form that the host wants. */
export function encodeSchema(schema: JsonObject, context: TranslationContext): JsonObject {
  return context.quirks.gemini.schema === "openapi" ? toOpenapiSchema(schema) : cleanJsonSchema(schema);
}

function encodeFunction(tool: CustomTool, { context, names }: EncodeScope): JsonObject {
  const schema = encodeSchema(tool.input_schema, context);
  const key = context.quirks.gemini.schema === "openapi" ? "parameters" : "parametersJsonSchema";
  // Vertex AI and older back ends refuse an object without properties: such a function has no parameters at all.
  const isEmpty = schema.type === "object" && Object.keys(schema.properties ?? {}).length === 0;
  return {
    name: names.toWire(tool.name),
    ...(tool.description && { description: tool.description }),
    ...(!isEmpty && { [key]: schema }),
  };
}

function uniqueByName(tools: readonly CustomTool[]): readonly CustomTool[] {
  return [...new Map(tools.map((tool) => [tool.name, tool])).values()];
}

/** A forced search stands alone. Else generation 3 takes both kinds; before it that is a 400, and functions win. */
function chooseKinds(
  functions: readonly CustomTool[],
  builtIns: readonly BuiltIn[],
  request: MessagesRequest,
  scope: EncodeScope,
): readonly [readonly CustomTool[], readonly BuiltIn[]] {
  const { tool_choice: choice } = request;
  const forced = choice?.type === "tool" ? builtIns.filter(({ tool }) => tool.name === choice.name) : [];
  if (forced.length > 0) {
    for (const { name } of functions) scope.drop(`tool:${name}`);
    return [[], forced];
  }
  const mayMix = scope.traits.checksSignatures && choice?.type !== "none";
  if (mayMix || functions.length === 0) return [functions, builtIns];
  for (const { tool } of builtIns) scope.drop(`tool:${tool.type}`);
  return [functions, []];
}

/** How functions may be called. Beside built-in tools Google refuses `AUTO`. */
function callingConfig(
  request: MessagesRequest,
  functions: readonly CustomTool[],
  isMixed: boolean,
  scope: EncodeScope,
): JsonObject | undefined {
  const choice = request.tool_choice;
  const free = isMixed || functions.some((tool) => tool.strict) ? "VALIDATED" : "AUTO";
  if (choice && "disable_parallel_tool_use" in choice && choice.disable_parallel_tool_use)
    scope.drop("disable_parallel_tool_use");
  switch (choice?.type) {
    case undefined:
      return free === "AUTO" ? undefined : { mode: free };
    case "auto":
      return { mode: free };
    case "none":
      return { mode: "NONE" };
    case "any":
      return { mode: "ANY" };
    case "tool":
      return functions.some((tool) => tool.name === choice.name)
        ? { mode: "ANY", allowedFunctionNames: [scope.names.toWire(choice.name)] }
        : { mode: free };
  }
}

/** Encodes the tools of a request and how they may be called. */
export function encodeTools(request: MessagesRequest, scope: EncodeScope): EncodedTools {
  const offered = offeredTools(request);
  const declared = uniqueByName(offered.filter((tool) => tool.kind === "custom"));
  const known: BuiltIn[] = [];
  for (const tool of offered) {
    if (tool.kind === "custom") continue;
    const encoded = encodeBuiltIn(tool, scope);
    if (encoded) known.push({ tool, encoded });
    else scope.drop(`tool:${tool.type}`);
  }
  const [functions, builtIns] = chooseKinds(declared, known, request, scope);
  const tools = builtIns.map(({ encoded }) => encoded);
  if (functions.length === 0) return tools.length > 0 ? { tools } : {};

  tools.push({ functionDeclarations: functions.map((tool) => encodeFunction(tool, scope)) });
  const isMixed = builtIns.length > 0;
  const config = callingConfig(request, functions, isMixed, scope);
  // The Gemini API alone wants to be told that it may mix them; elsewhere the member is unknown.
  const isTold = isMixed && scope.context.quirks.gemini.surface === "developer";
  return {
    tools,
    ...((config || isTold) && {
      toolConfig: {
        ...(config && { functionCallingConfig: config }),
        ...(isTold && { includeServerSideToolInvocations: true }),
      },
    }),
  };
}
