import type { JsonObject } from "../../../json.ts";

/*
 * The messages of a Chat Completions request, exactly as ccm sends them (OpenAI SDK 7.57.0,
 * `resources/chat/completions/completions.d.ts`). Type aliases with mutable arrays, so that they are JSON to the compiler.
 */

export type TextPart = { type: "text"; text: string };
export type ImagePart = { type: "image_url"; image_url: { url: string } };
export type FilePart = { type: "file"; file: { filename: string; file_data: string } };
export type ContentPart = TextPart | ImagePart | FilePart;

export type ToolCall = { id: string; type: "function"; function: { name: string; arguments: string } };

export type SystemMessage = { role: "system" | "developer"; content: string };
export type UserMessage = { role: "user"; content: string | ContentPart[] };
export type AssistantMessage = {
  role: "assistant";
  content: string | null;
  tool_calls?: ToolCall[];
  /** DeepSeek, Kimi, GLM and others. */
  reasoning_content?: string;
  /** OpenRouter. */
  reasoning_details?: JsonObject[];
};
export type ToolMessage = { role: "tool"; tool_call_id: string; content: string };
export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/**
 * Content as a string wherever it is text alone: several compatible servers refuse, or print, arrays of text parts.
 */
export function joinParts(parts: readonly ContentPart[]): string | ContentPart[] {
  const texts: string[] = [];
  for (const part of parts) {
    if (part.type !== "text") return [...parts];
    texts.push(part.text);
  }
  return texts.join("\n\n");
}
