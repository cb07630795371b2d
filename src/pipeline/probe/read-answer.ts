import * as v from "valibot";
import { createSseDecoder } from "../../http/sse.ts";
import { isJsonObject, parseJson } from "../../json.ts";

const blockSchema = v.looseObject({
  type: v.string(),
  text: v.optional(v.string(), ""),
  input: v.optional(v.record(v.string(), v.unknown())),
});
const usageSchema = v.optional(
  v.looseObject({ output_tokens_details: v.optional(v.looseObject({ thinking_tokens: v.number() })) }),
);
const messageSchema = v.object({
  content: v.array(blockSchema),
  stop_reason: v.nullish(v.string()),
  usage: usageSchema,
});
const failureSchema = v.object({ error: v.object({ message: v.string() }) });

/** What of an answer in the hub's format tells what the model can. */
export interface ProbeAnswer {
  readonly blocks: readonly v.InferOutput<typeof blockSchema>[];
  /** All text blocks together. */
  readonly text: string;
  readonly thinkingTokens: number;
  /** The answer was ended by its limit of tokens. */
  readonly cut: boolean;
}

/** An answer, or the upstream's words or ccm's own instead of one. */
export type ReadAnswer = { readonly answer: ProbeAnswer } | { readonly failure: string };

function failureOf(body: unknown): string | undefined {
  const failure = v.safeParse(failureSchema, body);
  return failure.success ? failure.output.error.message : undefined;
}

function readMessage(text: string): ReadAnswer {
  const message = v.safeParse(messageSchema, parseJson(text));
  if (!message.success) return { failure: "the answer is no message" };
  const { content, stop_reason, usage } = message.output;
  return {
    answer: {
      blocks: content,
      text: content.map((block) => block.text).join(""),
      thinkingTokens: usage?.output_tokens_details?.thinking_tokens ?? 0,
      cut: stop_reason === "max_tokens",
    },
  };
}

function readStream(bytes: Uint8Array): ReadAnswer {
  const decoder = createSseDecoder();
  const events = [...decoder.push(bytes), ...decoder.end()].map(({ data }) => parseJson(data));
  const typed = events.filter(isJsonObject);
  const error = typed.find(({ type }) => type === "error");
  if (error) return { failure: failureOf(error) ?? "the stream broke off" };
  if (!typed.some(({ type }) => type === "message_stop")) return { failure: "the stream has no end" };
  const deltas = typed.filter(({ type }) => type === "content_block_delta");
  const blocks = deltas.map(() => ({ type: "delta", text: "" }));
  return { answer: { blocks, text: "", thinkingTokens: 0, cut: false } };
}

/** Reads a whole answer of the pipeline to a Messages request. */
export async function readAnswer(response: Response): Promise<ReadAnswer> {
  const bytes = await response.bytes();
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) return readStream(bytes);
  const text = new TextDecoder().decode(bytes);
  if (!response.ok) return { failure: failureOf(parseJson(text)) ?? `HTTP ${response.status}` };
  return readMessage(text);
}
