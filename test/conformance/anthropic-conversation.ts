import Anthropic from "@anthropic-ai/sdk";
import { type Conversation, type Opening, type Reply, type ToolResult, tideTool } from "./conversation.ts";

type Block = Anthropic.ContentBlock;

function sourcesOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) =>
    block.type === "web_search_tool_result" && Array.isArray(block.content)
      ? block.content.map(({ url }) => url)
      : [],
  );
}

function replyOf(message: Anthropic.Message): Reply {
  const { content, usage } = message;
  return {
    text: content.map((block) => (block.type === "text" ? block.text : "")).join(""),
    thinking: content.map((block) => (block.type === "thinking" ? block.thinking : "")).join(""),
    tools: content.flatMap((block) =>
      block.type === "tool_use" ? [{ id: block.id, name: block.name, input: block.input }] : [],
    ),
    stop: message.stop_reason ?? "none",
    sources: sourcesOf(content),
    inputTokens:
      usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0),
    outputTokens: usage.output_tokens,
  };
}

function resultBlock({ id, text, image }: ToolResult): Anthropic.ToolResultBlockParam {
  const picture: Anthropic.ImageBlockParam[] = image
    ? [{ type: "image", source: { type: "base64", media_type: "image/png", data: image } }]
    : [];
  return { type: "tool_result", tool_use_id: id, content: [{ type: "text", text }, ...picture] };
}

function toolsOf(opening: Opening): Anthropic.ToolUnion[] {
  const { name, description, schema } = tideTool;
  return [
    ...(opening.tools ? [{ name, description, input_schema: schema }] : []),
    ...(opening.search ? [{ type: "web_search_20250305", name: "web_search" } as const] : []),
  ];
}

/** Talks by `@anthropic-ai/sdk` over `/v1/messages`. */
export function openAnthropicConversation(opening: Opening): Conversation {
  const client = new Anthropic({ baseURL: opening.baseUrl, apiKey: "any", maxRetries: 0 });
  const messages: Anthropic.MessageParam[] = [];
  const tools = toolsOf(opening);
  const ask = async (content: Anthropic.MessageParam["content"]): Promise<Reply> => {
    messages.push({ role: "user", content });
    const request = {
      model: opening.model,
      max_tokens: 20_000,
      messages,
      ...(tools.length > 0 ? { tools } : {}),
      ...(opening.thinking ? { thinking: { type: "enabled" as const, budget_tokens: 4000 } } : {}),
    };
    const message = opening.stream
      ? await client.messages.stream(request).finalMessage()
      : await client.messages.create(request);
    messages.push({ role: "assistant", content: message.content });
    return replyOf(message);
  };
  return { say: ask, answerTools: (results) => ask(results.map(resultBlock)) };
}
