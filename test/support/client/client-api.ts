import { judgeChatJson, judgeChatStream } from "../judge/judge-chat.ts";
import { judgeMessagesJson, judgeMessagesStream } from "../judge/judge-messages.ts";
import { judgeResponsesJson, judgeResponsesStream } from "../judge/judge-responses.ts";
import type { Verdict } from "../judge/verdict.ts";
import type { WireId } from "../wire/wire.ts";
import type { ReceivedResponse } from "./send-request.ts";

export type ClientApiId = "messages" | "chat" | "responses";

/** The wire whose format each API's clients speak themselves. */
export const nativeWires: Readonly<Record<ClientApiId, WireId>> = {
  messages: "anthropic",
  chat: "openai-chat",
  responses: "openai-responses",
};

export interface Question {
  readonly model: string;
  readonly stream: boolean;
  /** The user's words. Different words make a different session. */
  readonly prompt: string;
}

/** An API that clients of a proxy speak: how to ask, and how to judge what comes back. */
export interface ClientApi {
  readonly id: ClientApiId;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  body(question: Question): unknown;
  judge(response: ReceivedResponse): Verdict;
}

const parameters = {
  type: "object",
  properties: { port: { type: "string" }, day: { type: "integer" } },
  required: ["port", "day"],
};
const description = "Looks a tide up.";
const headers = {
  "content-type": "application/json",
  "anthropic-version": "2023-06-01",
  "x-api-key": "any",
  authorization: "Bearer any",
};

const isStream = (response: ReceivedResponse): boolean =>
  response.headers["content-type"]?.includes("text/event-stream") === true;

export const clientApis: Readonly<Record<ClientApiId, ClientApi>> = {
  messages: {
    id: "messages",
    path: "/v1/messages",
    headers,
    body: ({ model, stream, prompt }) => ({
      model,
      stream,
      max_tokens: 1024,
      messages: [{ role: "user", content: prompt }],
      tools: [{ name: "read_tide", description, input_schema: parameters }],
    }),
    judge: (response) => (isStream(response) ? judgeMessagesStream : judgeMessagesJson)(response.text),
  },
  chat: {
    id: "chat",
    path: "/v1/chat/completions",
    headers,
    body: ({ model, stream, prompt }) => ({
      model,
      stream,
      ...(stream ? { stream_options: { include_usage: true } } : {}),
      messages: [{ role: "user", content: prompt }],
      tools: [{ type: "function", function: { name: "read_tide", description, parameters } }],
    }),
    judge: (response) => (isStream(response) ? judgeChatStream : judgeChatJson)(response.text),
  },
  responses: {
    id: "responses",
    path: "/v1/responses",
    headers,
    body: ({ model, stream, prompt }) => ({
      model,
      stream,
      store: false,
      input: [{ role: "user", content: prompt }],
      tools: [{ type: "function", name: "read_tide", description, parameters, strict: false }],
    }),
    judge: (response) => (isStream(response) ? judgeResponsesStream : judgeResponsesJson)(response.text),
  },
};
