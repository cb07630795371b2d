import OpenAI from "openai";
import { asArray, asObject, asText } from "../support/judge/verdict.ts";
import { type Conversation, type Opening, type Reply, type ToolResult, tideTool } from "./conversation.ts";

type Completion = OpenAI.ChatCompletion;
type Param = OpenAI.ChatCompletionMessageParam;

type Request = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, "stream">;

/** A member that neither the package nor the vendor knows, and most other hosts of the format send. */
const reasoningOf = (value: unknown): string => asText(asObject(value).reasoning_content);

/** Streams as programs do that know of reasoning: the package keeps only the last piece of a member unknown to it. */
async function streamed(client: OpenAI, request: Request): Promise<Completion> {
  let reasoning = "";
  const stream = client.chat.completions.stream({ ...request, stream_options: { include_usage: true } });
  stream.on("chunk", ({ choices: [choice] }) => {
    reasoning += reasoningOf(choice?.delta);
  });
  const completion = await stream.finalChatCompletion();
  const message = completion.choices[0]?.message;
  if (message && reasoning !== "") Object.assign(message, { reasoning_content: reasoning });
  return completion;
}

function replyOf(completion: Completion): Reply {
  const [choice] = completion.choices;
  const message = choice?.message;
  const thinking = reasoningOf(message);
  const annotations = asArray(message?.annotations).map((entry) => asObject(asObject(entry).url_citation));
  return {
    text: message?.content ?? "",
    thinking,
    tools: (message?.tool_calls ?? []).flatMap((call) =>
      call.type === "function"
        ? [{ id: call.id, name: call.function.name, input: JSON.parse(call.function.arguments) as unknown }]
        : [],
    ),
    stop: choice?.finish_reason ?? "none",
    sources: annotations.map(({ url }) => asText(url)),
    inputTokens: completion.usage?.prompt_tokens ?? 0,
    outputTokens: completion.usage?.completion_tokens ?? 0,
  };
}

/** Results as tool messages; the format has no place for a picture in one, so it follows as the user's. */
function resultMessages(results: readonly ToolResult[]): Param[] {
  const said: Param[] = results.map(({ id, text }) => ({ role: "tool", tool_call_id: id, content: text }));
  const pictures = results.flatMap(({ image }) =>
    image ? [{ type: "image_url" as const, image_url: { url: `data:image/png;base64,${image}` } }] : [],
  );
  return pictures.length > 0 ? [...said, { role: "user", content: pictures }] : said;
}

/** Talks by `openai` over `/v1/chat/completions`. */
export function openChatConversation(opening: Opening): Conversation {
  const client = new OpenAI({ baseURL: `${opening.baseUrl}/v1`, apiKey: "any", maxRetries: 0 });
  const messages: Param[] = [];
  const { name, description, schema } = tideTool;
  const ask = async (said: readonly Param[]): Promise<Reply> => {
    messages.push(...said);
    const request = {
      model: opening.model,
      messages,
      ...(opening.tools
        ? { tools: [{ type: "function" as const, function: { name, description, parameters: schema } }] }
        : {}),
      ...(opening.thinking ? { reasoning_effort: "high" as const } : {}),
      ...(opening.search ? { web_search_options: {} } : {}),
    };
    const completion = opening.stream
      ? await streamed(client, request)
      : await client.chat.completions.create(request);
    const message = completion.choices[0]?.message;
    if (message) messages.push(message);
    return replyOf(completion);
  };
  return {
    say: (content) => ask([{ role: "user", content }]),
    answerTools: (results) => ask(resultMessages(results)),
  };
}
