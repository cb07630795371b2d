import type { ReceivedRequest } from "../stand-in/start-stand-in.ts";
import type { Answer, Frame } from "./answer.ts";

export type WireId = "anthropic" | "openai-chat" | "openai-responses" | "gemini";

/** Ways a provider says no, before a status is chosen. */
export type ErrorName =
  | "invalid"
  | "context"
  | "filtered"
  | "authentication"
  | "billing"
  | "permission"
  | "model"
  | "rate"
  | "overloaded"
  | "server";

/** What a provider speaks: how it words an answer and an error, and how a proxy is told to reach it. */
export interface Wire {
  readonly id: WireId;
  /** What the `[[providers]]` entry of ccm says beside name, key and URL. */
  readonly provider: { readonly type: string; readonly options?: string };
  /** Path under which the provider's base URL lies. */
  readonly basePath: string;
  /** Whether the request asks for a stream. */
  wantsStream(request: ReceivedRequest): boolean;
  /** The model that the request names. */
  modelOf(request: ReceivedRequest): string;
  frames(answer: Answer, model: string): readonly Frame[];
  json(answer: Answer, model: string): unknown;
  error(name: ErrorName, message: string): unknown;
  /** The same error inside a stream that has begun with status 200. */
  errorFrame(name: ErrorName, message: string): Frame;
  /** What keeps a quiet stream alive and means nothing. */
  readonly ping: string;
}

/** The request body as an object; empty when it is none. */
export function bodyOf(request: ReceivedRequest): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(request.body).toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
