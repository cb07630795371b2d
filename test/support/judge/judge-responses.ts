import { noteOpenAiError } from "./judge-chat.ts";
import { readSse } from "./read-sse.ts";
import {
  asArray,
  asCount,
  asObject,
  asText,
  type Loose,
  parseOrNote,
  type Verdict,
  VerdictDraft,
} from "./verdict.ts";

function usageOf(usage: Loose): { input: number; output: number } {
  return { input: asCount(usage.input_tokens), output: asCount(usage.output_tokens) };
}

/** Takes up an output item as it stands when it is done. */
function noteItem(draft: VerdictDraft, item: Loose): void {
  if (item.type === "function_call") {
    draft.tools.push({ name: asText(item.name), input: parseOrNote(draft, asText(item.arguments)) });
  }
  for (const part of asArray(item.content).map(asObject))
    draft.text += asText(part.text) + asText(part.refusal);
  for (const part of asArray(item.summary).map(asObject)) draft.thinking += asText(part.text);
}

function conclude(draft: VerdictDraft, response: Loose): void {
  draft.complete = true;
  draft.model = asText(response.model);
  draft.stop = asText(asObject(response.incomplete_details).reason) || asText(response.status);
  draft.usage = usageOf(asObject(response.usage));
  draft.expect(typeof response.id === "string", "response without id");
}

function noteFailure(draft: VerdictDraft, value: Loose): void {
  const nested = asObject(asObject(value.response).error ?? value.error);
  const code = asText(nested.code) || asText(value.code);
  const message = asText(nested.message) || asText(value.message);
  draft.expect(message !== "", "failure without a message");
  draft.error = { type: code, message };
}

/** Judges a stream of `/v1/responses` as Codex reads it: only finished items and the terminal event count. */
export function judgeResponsesStream(text: string): Verdict {
  const draft = new VerdictDraft();
  let streamed = "";
  for (const { event, data } of readSse(text)) {
    if (data === "[DONE]") continue;
    const value = parseOrNote(draft, data);
    if (value === undefined) continue;
    const type = asText(value.type);
    draft.expect(event === type, `event name '${event}' over type '${type}'`);
    // OpenAI's own streams say a failure twice: `error` for the packages, `response.failed` for Codex.
    const saidAgain = draft.error !== undefined && type === "response.failed";
    draft.expect(!draft.complete && (!draft.error || saidAgain), `${type} after the end`);
    if (type.endsWith("output_text.delta") || type.endsWith("refusal.delta")) streamed += asText(value.delta);
    if (type === "response.output_item.done") noteItem(draft, asObject(value.item));
    if (type === "response.completed" || type === "response.incomplete")
      conclude(draft, asObject(value.response));
    if (type === "response.failed" || type === "error") noteFailure(draft, value);
  }
  if (draft.complete) draft.expect(streamed === draft.text, "deltas and finished items differ");
  return draft.finish();
}

/** Judges a JSON answer of `/v1/responses`, whole or error. */
export function judgeResponsesJson(text: string): Verdict {
  const draft = new VerdictDraft();
  const value = parseOrNote(draft, text);
  if (value?.object === "response" && !value.error) {
    for (const item of asArray(value.output).map(asObject)) noteItem(draft, item);
    conclude(draft, value);
  } else if (value) {
    noteOpenAiError(draft, value);
  }
  return draft.finish();
}
