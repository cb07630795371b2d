import { asArray, asObject, asText, type Loose } from "../../support/judge/verdict.ts";
import type { WireId } from "../../support/wire/wire.ts";

/** What a model can see of a request, whatever the wire. */
export interface RequestView {
  /** The model's name as the provider was asked for it. */
  readonly model: string;
  readonly tools: readonly OfferedTool[];
  /** Text of every tool result in the history. */
  readonly results: readonly string[];
  /** Whether the provider is to search the web by itself. */
  readonly search: boolean;
  /** The whole body. */
  readonly text: string;
}

export interface OfferedTool {
  readonly name: string;
  readonly properties: readonly string[];
}

const objects = (value: unknown): Loose[] => asArray(value).map(asObject);
const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function tool(name: unknown, schema: unknown): OfferedTool {
  return { name: asText(name), properties: Object.keys(asObject(asObject(schema).properties)) };
}

type Reader = (body: Loose) => Pick<RequestView, "tools" | "results" | "search">;

const readers: Readonly<Record<WireId, Reader>> = {
  anthropic: (body) => ({
    tools: objects(body.tools).map(({ name, input_schema }) => tool(name, input_schema)),
    results: objects(body.messages)
      .flatMap(({ content }) => objects(content))
      .filter(({ type }) => type === "tool_result")
      .map(({ content }) => plain(content)),
    search: objects(body.tools).some(({ type }) => asText(type).startsWith("web_search")),
  }),
  "openai-chat": (body) => ({
    tools: objects(body.tools).map((entry) => {
      const { name, parameters } = asObject(entry.function);
      return tool(name, parameters);
    }),
    results: objects(body.messages)
      .filter(({ role }) => role === "tool")
      .map(({ content }) => plain(content)),
    search: false,
  }),
  "openai-responses": (body) => ({
    tools: objects(body.tools).map(({ name, parameters }) => tool(name, parameters)),
    results: objects(body.input)
      .filter(({ type }) => asText(type).endsWith("_call_output"))
      .map(({ output }) => plain(output)),
    search: objects(body.tools).some(({ type }) => type === "web_search"),
  }),
  gemini: (body) => ({
    tools: objects(body.tools)
      .flatMap(({ functionDeclarations }) => objects(functionDeclarations))
      .map(({ name, parameters, parametersJsonSchema }) => tool(name, parameters ?? parametersJsonSchema)),
    results: objects(body.contents)
      .flatMap(({ parts }) => objects(parts))
      .filter((part) => "functionResponse" in part)
      .map((part) => plain(asObject(part.functionResponse).response)),
    search: objects(body.tools).some((entry) => "googleSearch" in entry),
  }),
};

/** Reads a request of a provider as its model would. */
export function viewRequest(wire: WireId, model: string, body: Loose): RequestView {
  return { model, text: JSON.stringify(body), ...readers[wire](body) };
}
