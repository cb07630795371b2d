import { type Answer, type Frame, frame } from "./answer.ts";
import { bodyOf, type ErrorName, type Wire } from "./wire.ts";

const stops = { end: "stop", tool: "tool_calls", length: "length", refusal: "content_filter" } as const;

/** `type` and `code` of an OpenAI error object. */
export const openAiErrors: Record<ErrorName, readonly [type: string, code: string | null]> = {
  invalid: ["invalid_request_error", "invalid_value"],
  context: ["invalid_request_error", "context_length_exceeded"],
  filtered: ["invalid_request_error", "content_policy_violation"],
  authentication: ["invalid_request_error", "invalid_api_key"],
  billing: ["insufficient_quota", "insufficient_quota"],
  permission: ["permission_error", "unsupported_country_region_territory"],
  model: ["invalid_request_error", "model_not_found"],
  rate: ["rate_limit_error", "rate_limit_exceeded"],
  overloaded: ["service_unavailable_error", "server_is_overloaded"],
  server: ["server_error", null],
};

export function openAiError(name: ErrorName, message: string): Record<string, unknown> {
  const [type, code] = openAiErrors[name];
  return { error: { message, type, param: null, code } };
}

function usageOf(answer: Answer): Record<string, unknown> {
  const { input, cached, output } = answer.usage;
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}

/** Chat Completions, as OpenAI's API reference words it, with the `reasoning_content` that DeepSeek and others add. */
export const chatWire: Wire = {
  id: "openai-chat",
  provider: { type: "openai", options: 'wire_api = "chat"' },
  basePath: "/v1",
  ping: ": keep-alive\n\n",
  wantsStream: (request) => bodyOf(request).stream === true,
  modelOf: (request) => String(bodyOf(request).model),
  frames: (answer, model) => {
    const frames: Frame[] = [];
    const chunk = { id: "chatcmpl-standin", object: "chat.completion.chunk", created: 1_790_000_000, model };
    const add = (label: Frame["label"], delta: unknown, finish_reason: string | null = null): void => {
      frames.push(frame(label, { ...chunk, choices: [{ index: 0, delta, finish_reason }], usage: null }));
    };
    add("start", { role: "assistant", content: "" });
    for (const reasoning_content of answer.thinking ?? []) add("thinking", { reasoning_content });
    for (const content of answer.text ?? []) add("text", { content });
    for (const [index, call] of (answer.toolCalls ?? []).entries()) {
      const { id, name } = call;
      add("tool", { tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] });
      for (const text of call.arguments) {
        add("tool-arguments", { tool_calls: [{ index, function: { arguments: text } }] });
      }
    }
    add("finish", {}, stops[answer.stop]);
    frames.push(frame("finish", { ...chunk, choices: [], usage: usageOf(answer) }));
    frames.push(frame("end", "[DONE]"));
    return frames;
  },
  json: (answer, model) => {
    const tool_calls = answer.toolCalls?.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: call.name, arguments: call.arguments.join("") },
    }));
    const message = {
      role: "assistant",
      content: answer.text?.join("") ?? null,
      refusal: null,
      ...(answer.thinking ? { reasoning_content: answer.thinking.join("") } : {}),
      ...(tool_calls ? { tool_calls } : {}),
    };
    return {
      id: "chatcmpl-standin",
      object: "chat.completion",
      created: 1_790_000_000,
      model,
      choices: [{ index: 0, message, logprobs: null, finish_reason: stops[answer.stop] }],
      usage: usageOf(answer),
    };
  },
  error: openAiError,
  errorFrame: (name, message) => frame("end", openAiError(name, message)),
};
