import type { RowQuirks } from "./row.ts";

/* Quirks that several rows of the table share. */

/** OpenAI's own Chat Completions, also on Azure: reasoning models want their own spellings. */
export const openAiChat = {
  maxTokensField: "by_model",
  systemRole: "by_model",
  midSystem: "in_place",
  thinkingControl: "effort_by_model",
  fileParts: true,
  emptyContent: null,
  samplingByModel: true,
} as const satisfies RowQuirks["chat"];

/** OpenRouter's dialect, which Vercel's gateway shares: one reasoning object in, reasoning details out and back. */
export const gatewayChat = {
  thinkingControl: "reasoning_object",
  reasoningReplay: "details",
  fileParts: true,
} as const satisfies RowQuirks["chat"];

/** Kimi's thinking models refuse a history without their reasoning, and refuse to be forced to call a tool. */
export const kimiChat = {
  thinkingControl: "thinking_type",
  reasoningReplay: "content_non_empty",
  forcedToolChoice: "auto",
} as const satisfies RowQuirks["chat"];

/** Open inference servers take sampling beyond OpenAI's and switch thinking in the chat template. */
export const openServerChat = {
  thinkingControl: "template_kwargs",
  topK: true,
} as const satisfies RowQuirks["chat"];

/** A host that serves Responses, without OpenAI's own web search behind it. */
export const foreignResponses = { webSearch: false } as const;
