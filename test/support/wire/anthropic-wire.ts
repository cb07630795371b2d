import { type Answer, type Frame, frame } from "./answer.ts";
import { bodyOf, type ErrorName, type Wire } from "./wire.ts";

const stops = { end: "end_turn", tool: "tool_use", length: "max_tokens", refusal: "refusal" } as const;

const errors: Record<ErrorName, string> = {
  invalid: "invalid_request_error",
  context: "invalid_request_error",
  filtered: "invalid_request_error",
  authentication: "authentication_error",
  billing: "billing_error",
  permission: "permission_error",
  model: "not_found_error",
  rate: "rate_limit_error",
  overloaded: "overloaded_error",
  server: "api_error",
};

type Block = Record<string, unknown>;

/** Blocks of an answer, each with the deltas that stream it. */
function blocksOf(
  answer: Answer,
): { start: Block; deltas: { label: Frame["label"]; delta: Block }[]; whole: Block }[] {
  const blocks: ReturnType<typeof blocksOf> = [];
  if (answer.thinking) {
    blocks.push({
      start: { type: "thinking", thinking: "", signature: "" },
      deltas: [
        ...answer.thinking.map((thinking) => ({
          label: "thinking" as const,
          delta: { type: "thinking_delta", thinking },
        })),
        { label: "thinking", delta: { type: "signature_delta", signature: "c2lnbmF0dXJl" } },
      ],
      whole: { type: "thinking", thinking: answer.thinking.join(""), signature: "c2lnbmF0dXJl" },
    });
  }
  if (answer.search) {
    const use = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search" };
    const content = answer.search.results.map((result) => ({
      type: "web_search_result",
      ...result,
      encrypted_content: "b3BhcXVl",
      page_age: null,
    }));
    const found = { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content };
    const input = { query: answer.search.query };
    blocks.push(
      {
        start: { ...use, input: {} },
        deltas: [
          { label: "search", delta: { type: "input_json_delta", partial_json: JSON.stringify(input) } },
        ],
        whole: { ...use, input },
      },
      { start: found, deltas: [], whole: found },
    );
  }
  if (answer.text) {
    blocks.push({
      start: { type: "text", text: "" },
      deltas: answer.text.map((text) => ({ label: "text", delta: { type: "text_delta", text } })),
      whole: { type: "text", text: answer.text.join("") },
    });
  }
  for (const call of answer.toolCalls ?? []) {
    const use = { type: "tool_use", id: call.id.replace("call_", "toolu_"), name: call.name };
    blocks.push({
      start: { ...use, input: {} },
      deltas: call.arguments.map((partial_json) => ({
        label: "tool-arguments",
        delta: { type: "input_json_delta", partial_json },
      })),
      whole: { ...use, input: JSON.parse(call.arguments.join("") || "{}") },
    });
  }
  return blocks;
}

function usageOf(answer: Answer): Record<string, unknown> {
  const { input, cached, output } = answer.usage;
  const search = answer.search ? { server_tool_use: { web_search_requests: 1 } } : {};
  return {
    input_tokens: input - cached,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached,
    output_tokens: output,
    ...search,
  };
}

function message(answer: Answer, model: string): Record<string, unknown> {
  return {
    id: "msg_standin",
    type: "message",
    role: "assistant",
    model,
    stop_sequence: null,
    usage: usageOf(answer),
  };
}

/** What the opening of a block is; that of text or thinking says nothing yet. */
const openings: Readonly<Record<string, Frame["label"]>> = {
  tool_use: "tool",
  server_tool_use: "search",
  web_search_tool_result: "search",
};

/** Anthropic Messages, as the vendor's API reference of version 2023-06-01 words it. */
export const anthropicWire: Wire = {
  id: "anthropic",
  provider: { type: "anthropic" },
  basePath: "",
  ping: 'event: ping\ndata: {"type":"ping"}\n\n',
  wantsStream: (request) => bodyOf(request).stream === true,
  modelOf: (request) => String(bodyOf(request).model),
  frames: (answer, model) => {
    const frames: Frame[] = [];
    const add = (label: Frame["label"], value: { type: string; [key: string]: unknown }): void => {
      frames.push(frame(label, value, value.type));
    };
    const opening = { ...message(answer, model), content: [], stop_reason: null };
    add("start", {
      type: "message_start",
      message: { ...opening, usage: { ...usageOf(answer), output_tokens: 1 } },
    });
    add("ping", { type: "ping" });
    for (const [index, block] of blocksOf(answer).entries()) {
      add(openings[String(block.start.type)] ?? "start", {
        type: "content_block_start",
        index,
        content_block: block.start,
      });
      for (const { label, delta } of block.deltas) add(label, { type: "content_block_delta", index, delta });
      add("close", { type: "content_block_stop", index });
    }
    const delta = { stop_reason: stops[answer.stop], stop_sequence: null };
    add("finish", { type: "message_delta", delta, usage: usageOf(answer) });
    add("end", { type: "message_stop" });
    return frames;
  },
  json: (answer, model) => ({
    ...message(answer, model),
    content: blocksOf(answer).map((block) => block.whole),
    stop_reason: stops[answer.stop],
  }),
  error: (name, text) => ({
    type: "error",
    error: { type: errors[name], message: text },
    request_id: "req_standin",
  }),
  errorFrame: (name, text) =>
    frame("end", { type: "error", error: { type: errors[name], message: text } }, "error"),
};
