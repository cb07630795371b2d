import { encodeSse } from "../http/sse.ts";
import type { UpstreamFetch, UpstreamPayload, UpstreamRequest } from "../http/upstream-fetch.ts";
import { isJsonObject, parseJson } from "../json.ts";
import type { AnswerBlock, Message, MessageEvent } from "../protocols/anthropic/events.ts";
import { decodeMessagesRequest, type MessagesRequest } from "../protocols/anthropic/request.ts";
import { unfoldMessage } from "../protocols/shared/fold-events.ts";
import { atOnce } from "../sliced.ts";
import { type DemoBehaviour, demoBehaviour, demoBlock, demoModels } from "./demo-models.ts";

/** URLs of this scheme never leave the process. */
const demoScheme = "demo:";

/** About four characters a token, as for any real count's first guess. */
function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

/** What the person wrote last. Claude Code puts reminders of its own around it, as user texts too. */
function lastUserText({ messages }: MessagesRequest): string {
  const texts = messages.flatMap(({ role, content }) => {
    if (role !== "user") return [];
    if (typeof content === "string") return content;
    return content.flatMap((block) => (block.type === "text" ? block.text : []));
  });
  return texts.findLast((text) => !text.startsWith("<system-reminder>")) ?? "";
}

function errorResponse(
  status: number,
  type: string,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ type: "error", error: { type, message } }, { status, headers });
}

function messageOf(
  request: MessagesRequest,
  block: AnswerBlock,
  newId: (prefix: string) => string,
  bytes: number,
): Message {
  return {
    id: newId("msg_"),
    type: "message",
    role: "assistant",
    model: `demo/${request.model}`,
    content: [block],
    stop_reason: block.type === "tool_use" ? "tool_use" : "end_turn",
    stop_sequence: null,
    usage: {
      input_tokens: tokensOf(" ".repeat(bytes)),
      output_tokens: tokensOf(JSON.stringify(block)),
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
  };
}

/** The stream of a message with its text in words, as a model would say it. */
function* wordByWord(message: Message): Generator<MessageEvent> {
  for (const event of unfoldMessage(message)) {
    if (event.type !== "content_block_delta" || event.delta.type !== "text_delta") {
      yield event;
      continue;
    }
    for (const text of event.delta.text.match(/\S+\s*/g) ?? []) {
      yield { ...event, delta: { type: "text_delta", text } };
    }
  }
}

function streamOf(
  message: Message,
  behaviour: DemoBehaviour,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const events = wordByWord(message);
  const encoder = new TextEncoder();
  let sent = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (signal.aborted) return controller.error(signal.reason);
        if (behaviour.kind === "answer" && behaviour.delayMs > 0) await Bun.sleep(behaviour.delayMs);
        const { value: event } = events.next();
        if (!event || (behaviour.kind === "break" && sent > 4)) return controller.close();
        sent += 1;
        controller.enqueue(encoder.encode(encodeSse(event.type, JSON.stringify(event))));
      },
    },
    { highWaterMark: 0 },
  );
}

function textOf(body: UpstreamPayload): string {
  if (typeof body === "string") return body;
  return Buffer.concat(body instanceof Uint8Array ? [body] : body).toString("utf8");
}

function answer(request: UpstreamRequest, newId: (prefix: string) => string): Response {
  const text = textOf(request.body ?? "");
  const body = parseJson(text);
  if (new URL(request.url).pathname.endsWith("/count_tokens")) {
    return Response.json({ input_tokens: tokensOf(text) });
  }
  const messages = atOnce(decodeMessagesRequest(isJsonObject(body) ? body : undefined));
  const behaviour = demoBehaviour(messages.model);
  if (!behaviour) {
    const known = Object.keys(demoModels).join(", ");
    return errorResponse(
      404,
      "not_found_error",
      `The demo provider has no model "${messages.model}"; it has ${known}.`,
    );
  }
  if (behaviour.kind === "refuse") {
    const { status, type, message, retryAfter } = behaviour;
    return errorResponse(
      status,
      type,
      message,
      retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    );
  }
  const tool = messages.tools?.find(({ kind }) => kind === "custom")?.name;
  const block = demoBlock(behaviour, lastUserText(messages), tool, newId("toolu_"));
  const message = messageOf(messages, block, newId, text.length);
  if (!messages.stream && behaviour.kind !== "break") return Response.json(message);
  return new Response(streamOf(message, behaviour, request.controller.signal), {
    headers: { "content-type": "text/event-stream" },
  });
}

/** Adds the demo provider to a fetch: its URLs are answered here, all others by `network`. */
export function withDemo(network: UpstreamFetch, newId: (prefix: string) => string): UpstreamFetch {
  return (request) =>
    request.url.startsWith(demoScheme) ? Promise.resolve(answer(request, newId)) : network(request);
}
