import { type Answer, type Frame, frame } from "./answer.ts";
import { openAiError, openAiErrors } from "./chat-wire.ts";
import { bodyOf, type Wire } from "./wire.ts";

type Item = { readonly id: string; readonly type: string; readonly [key: string]: unknown };

function usageOf(answer: Answer): Record<string, unknown> {
  const { input, cached, output } = answer.usage;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}

function textPart(answer: Answer): Record<string, unknown> {
  const annotations = (answer.search?.results ?? []).map((result) => ({
    type: "url_citation",
    ...result,
    start_index: 0,
    end_index: 1,
  }));
  const refused = answer.stop === "refusal";
  const text = answer.text?.join("") ?? "";
  return refused ? { type: "refusal", refusal: text } : { type: "output_text", text, annotations };
}

/** Output items of an answer, whole. */
function itemsOf(answer: Answer): Item[] {
  const items: Item[] = [];
  if (answer.thinking) {
    const summary = [{ type: "summary_text", text: answer.thinking.join("") }];
    items.push({ id: "rs_1", type: "reasoning", summary, encrypted_content: "gAAAAABstandin" });
  }
  if (answer.search) {
    const { query, results } = answer.search;
    const sources = results.map(({ url }) => ({ type: "url", url }));
    items.push({
      id: "ws_1",
      type: "web_search_call",
      status: "completed",
      action: { type: "search", query, queries: [query], sources },
    });
  }
  if (answer.text) {
    items.push({
      id: "msg_1",
      type: "message",
      status: "completed",
      role: "assistant",
      content: [textPart(answer)],
    });
  }
  for (const [at, call] of (answer.toolCalls ?? []).entries()) {
    items.push({
      id: `fc_${at + 1}`,
      type: "function_call",
      status: "completed",
      call_id: call.id,
      name: call.name,
      arguments: call.arguments.join(""),
    });
  }
  return items;
}

function responseObject(answer: Answer, model: string): Record<string, unknown> {
  const length = answer.stop === "length";
  return {
    id: "resp_standin",
    object: "response",
    created_at: 1_790_000_000,
    status: length ? "incomplete" : "completed",
    model,
    output: itemsOf(answer),
    error: null,
    incomplete_details: length ? { reason: "max_output_tokens" } : null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: true,
    tool_choice: "auto",
    tools: [],
    usage: usageOf(answer),
  };
}

type Add = (label: Frame["label"], type: string, fields: Record<string, unknown>) => void;

function addReasoning(add: Add, answer: Answer, place: Record<string, unknown>): void {
  const at = { ...place, summary_index: 0 };
  add("start", "response.reasoning_summary_part.added", { ...at, part: { type: "summary_text", text: "" } });
  for (const delta of answer.thinking ?? []) {
    add("thinking", "response.reasoning_summary_text.delta", { ...at, delta });
  }
  add("close", "response.reasoning_summary_text.done", { ...at, text: answer.thinking?.join("") });
}

function addText(add: Add, answer: Answer, place: Record<string, unknown>): void {
  const at = { ...place, content_index: 0 };
  const kind = answer.stop === "refusal" ? "refusal" : "output_text";
  const empty = kind === "refusal" ? { type: kind, refusal: "" } : { type: kind, text: "", annotations: [] };
  add("start", "response.content_part.added", { ...at, part: empty });
  for (const delta of answer.text ?? [])
    add("text", `response.${kind}.delta`, { ...at, delta, logprobs: [] });
  const whole = answer.text?.join("");
  add(
    "close",
    `response.${kind}.done`,
    kind === "refusal" ? { ...at, refusal: whole } : { ...at, text: whole },
  );
  add("close", "response.content_part.done", { ...at, part: textPart(answer) });
}

function addCall(add: Add, pieces: readonly string[], place: Record<string, unknown>): void {
  for (const delta of pieces)
    add("tool-arguments", "response.function_call_arguments.delta", { ...place, delta });
  add("tool-arguments", "response.function_call_arguments.done", { ...place, arguments: pieces.join("") });
}

/** An output item as it is announced, before its content has come. */
function announced(item: Item): Record<string, unknown> {
  const empty = { message: { content: [] }, function_call: { arguments: "" }, reasoning: { summary: [] } }[
    item.type
  ];
  return { ...item, ...empty, ...("status" in item ? { status: "in_progress" } : {}) };
}

function frames(answer: Answer, model: string): Frame[] {
  const all: Frame[] = [];
  const add: Add = (label, type, fields) => {
    all.push(frame(label, { type, sequence_number: all.length, ...fields }, type));
  };
  const begun = { ...responseObject(answer, model), status: "in_progress", output: [], usage: null };
  add("start", "response.created", { response: begun });
  add("start", "response.in_progress", { response: begun });
  const calls = [...(answer.toolCalls ?? [])];
  for (const [output_index, item] of itemsOf(answer).entries()) {
    const place = { item_id: item.id, output_index };
    const label =
      item.type === "function_call" ? "tool" : item.type === "web_search_call" ? "search" : "start";
    add(label, "response.output_item.added", { output_index, item: announced(item) });
    if (item.type === "reasoning") addReasoning(add, answer, place);
    if (item.type === "message") addText(add, answer, place);
    if (item.type === "function_call") addCall(add, calls.shift()?.arguments ?? [], place);
    add("close", "response.output_item.done", { output_index, item });
  }
  const response = responseObject(answer, model);
  add("end", `response.${response.status}`, { response });
  return all;
}

/** OpenAI Responses, as the vendor's API reference words it. */
export const responsesWire: Wire = {
  id: "openai-responses",
  provider: { type: "openai", options: 'wire_api = "responses"' },
  basePath: "/v1",
  ping: ": keep-alive\n\n",
  wantsStream: (request) => bodyOf(request).stream === true,
  modelOf: (request) => String(bodyOf(request).model),
  frames,
  json: responseObject,
  error: openAiError,
  errorFrame: (name, message) => {
    const [, code] = openAiErrors[name];
    const error = { code: code ?? "server_error", message };
    const response = { id: "resp_standin", object: "response", status: "failed", output: [], error };
    return frame("end", { type: "response.failed", sequence_number: 99, response }, "response.failed");
  },
};
