import type { JsonObject, JsonValue } from "../../../json.ts";

/** Members of the request that the answer repeats, as OpenAI's does. */
const echoed = [
  "max_output_tokens",
  "metadata",
  "parallel_tool_calls",
  "reasoning",
  "temperature",
  "text",
  "tool_choice",
  "top_p",
] as const;

const unsaid: JsonObject = {
  max_output_tokens: null,
  metadata: {},
  parallel_tool_calls: true,
  reasoning: null,
  temperature: null,
  text: { format: { type: "text" } },
  tool_choice: "auto",
  top_p: null,
};

/** What the answer repeats of its request. Prompt and tools are not: three times 50 KB would be nobody's gain. */
export function echoOf(body: JsonObject): JsonObject {
  const said = echoed.flatMap((member): [string, JsonValue][] => {
    const value = body[member];
    return value === undefined || value === null ? [] : [[member, value]];
  });
  return { ...unsaid, ...Object.fromEntries(said) };
}

/** What stays the same from a response's first event to its last. */
export interface ResponseFrame {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly model: string;
  readonly echo: JsonObject;
}

/** The `response` object of the lifecycle events, and of an answer without a stream. */
export function responseObject(
  { id, createdAt, model, echo }: ResponseFrame,
  status: "in_progress" | "completed" | "incomplete" | "failed",
  members: JsonObject,
): JsonObject {
  return {
    id,
    object: "response",
    created_at: createdAt,
    status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    model,
    output: [],
    previous_response_id: null,
    store: false,
    tools: [],
    truncation: "disabled",
    usage: null,
    ...echo,
    ...members,
  };
}
