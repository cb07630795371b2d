import OpenAI from "openai";
import { type Conversation, type Opening, type Reply, type ToolResult, tideTool } from "./conversation.ts";

type Response = OpenAI.Responses.Response;
type Item = OpenAI.Responses.ResponseInputItem;
type OutputItem = OpenAI.Responses.ResponseOutputItem;

function textOf(item: OutputItem): string {
  if (item.type !== "message") return "";
  return item.content.map((part) => (part.type === "output_text" ? part.text : part.refusal)).join("");
}

function sourcesOf(item: OutputItem): string[] {
  if (item.type !== "message") return [];
  return item.content
    .flatMap((part) => (part.type === "output_text" ? part.annotations : []))
    .flatMap((annotation) => (annotation.type === "url_citation" ? [annotation.url] : []));
}

function searchedBy(item: OutputItem): string[] {
  if (item.type !== "web_search_call" || item.action?.type !== "search") return [];
  return (item.action.sources ?? []).flatMap((source) => ("url" in source ? [source.url] : []));
}

function replyOf(response: Response): Reply {
  const { output, usage } = response;
  if (response.status === "failed") throw new Error(response.error?.message ?? "failed");
  return {
    text: output.map(textOf).join(""),
    thinking: output
      .flatMap((item) => (item.type === "reasoning" ? item.summary : []))
      .map(({ text }) => text)
      .join(""),
    tools: output.flatMap((item) =>
      item.type === "function_call"
        ? [{ id: item.call_id, name: item.name, input: JSON.parse(item.arguments) as unknown }]
        : [],
    ),
    stop: response.incomplete_details?.reason ?? response.status ?? "none",
    sources: output.flatMap((item) => [...sourcesOf(item), ...searchedBy(item)]),
    inputTokens: usage?.input_tokens ?? 0,
    outputTokens: usage?.output_tokens ?? 0,
  };
}

function resultItem({ id, text, image }: ToolResult): Item {
  const picture = image
    ? [{ type: "input_image" as const, image_url: `data:image/png;base64,${image}`, detail: "auto" as const }]
    : [];
  return { type: "function_call_output", call_id: id, output: [{ type: "input_text", text }, ...picture] };
}

function toolsOf(opening: Opening): OpenAI.Responses.Tool[] {
  const { name, description, schema } = tideTool;
  return [
    ...(opening.tools
      ? [{ type: "function" as const, name, description, parameters: schema, strict: false }]
      : []),
    ...(opening.search ? [{ type: "web_search" as const }] : []),
  ];
}

/** Talks by `openai` over `/v1/responses`, keeping nothing on the server. */
export function openResponsesConversation(opening: Opening): Conversation {
  const client = new OpenAI({ baseURL: `${opening.baseUrl}/v1`, apiKey: "any", maxRetries: 0 });
  const input: Item[] = [];
  const tools = toolsOf(opening);
  const ask = async (said: readonly Item[]): Promise<Reply> => {
    input.push(...said);
    const request = {
      model: opening.model,
      input,
      store: false,
      include: ["reasoning.encrypted_content" as const],
      ...(tools.length > 0 ? { tools } : {}),
      ...(opening.thinking ? { reasoning: { effort: "high" as const, summary: "auto" as const } } : {}),
    };
    const response = opening.stream
      ? await client.responses.stream(request).finalResponse()
      : await client.responses.create(request);
    // The vendor takes back every item it sends; the package's types do not say so of a few that never occur here.
    input.push(...(response.output as Item[]));
    return replyOf(response);
  };
  return {
    say: (content) => ask([{ role: "user", content }]),
    answerTools: (results) => ask(results.map(resultItem)),
  };
}
