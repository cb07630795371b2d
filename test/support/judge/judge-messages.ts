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
  const input =
    asCount(usage.input_tokens) +
    asCount(usage.cache_read_input_tokens) +
    asCount(usage.cache_creation_input_tokens);
  return { input, output: asCount(usage.output_tokens) };
}

function noteError(draft: VerdictDraft, body: Loose): void {
  const error = asObject(body.error);
  draft.expect(body.type === "error", "error envelope without type error");
  draft.expect(
    typeof error.type === "string" && typeof error.message === "string",
    "error without type and message",
  );
  draft.error = { type: asText(error.type), message: asText(error.message) };
}

interface OpenBlock {
  readonly index: number;
  readonly type: string;
  readonly name: string;
  json: string;
}

const deltaHome: Readonly<Record<string, string>> = {
  text_delta: "text",
  citations_delta: "text",
  thinking_delta: "thinking",
  signature_delta: "thinking",
};

/** The order that clients of the Anthropic Messages stream rely on. */
class MessagesReader {
  readonly draft = new VerdictDraft();
  #state: "fresh" | "body" | "delta" | "stopped" = "fresh";
  #open: OpenBlock | undefined;
  #nextIndex = 0;

  read(event: string, data: string): void {
    const value = parseOrNote(this.draft, data);
    if (value === undefined) return;
    const type = asText(value.type);
    this.draft.expect(event === type, `event name '${event}' over type '${type}'`);
    this.draft.expect(this.#state !== "stopped" && !this.draft.error, `${type} after the end`);
    if (type === "error") noteError(this.draft, value);
    if (type === "message_start") this.#start(asObject(value.message));
    if (type === "content_block_start") this.#openBlock(asCount(value.index), asObject(value.content_block));
    if (type === "content_block_delta") this.#append(asCount(value.index), asObject(value.delta));
    if (type === "content_block_stop") this.#closeBlock(asCount(value.index));
    if (type === "message_delta") this.#conclude(asObject(value.delta), asObject(value.usage));
    if (type === "message_stop") this.#stop();
  }

  #start(message: Loose): void {
    this.draft.expect(this.#state === "fresh", "second message_start");
    this.draft.expect(
      typeof message.id === "string" && message.role === "assistant",
      "message without id or role",
    );
    this.draft.expect(asArray(message.content).length === 0, "message starts with content");
    this.#state = "body";
    this.draft.model = asText(message.model);
    this.draft.usage = usageOf(asObject(message.usage));
  }

  #openBlock(index: number, block: Loose): void {
    this.draft.expect(this.#state === "body", `block ${index} opens in state ${this.#state}`);
    this.draft.expect(this.#open === undefined, `block ${index} opens while another is open`);
    this.draft.expect(index === this.#nextIndex, `block index ${index}, not ${this.#nextIndex}`);
    this.#nextIndex = index + 1;
    this.#open = { index, type: asText(block.type), name: asText(block.name), json: "" };
  }

  #append(index: number, delta: Loose): void {
    const open = this.#open;
    if (open?.index !== index) {
      this.draft.problems.push(`delta for block ${index}, which is not open`);
      return;
    }
    const type = asText(delta.type);
    const home = deltaHome[type];
    this.draft.expect(home === undefined || home === open.type, `${type} in a ${open.type} block`);
    if (type === "text_delta") this.draft.text += asText(delta.text);
    if (type === "thinking_delta") this.draft.thinking += asText(delta.thinking);
    if (type === "input_json_delta") open.json += asText(delta.partial_json);
  }

  #closeBlock(index: number): void {
    const open = this.#open;
    this.#open = undefined;
    if (open?.index !== index) {
      this.draft.problems.push(`stop of block ${index}, which is not open`);
      return;
    }
    if (open.type !== "tool_use") return;
    const input = parseOrNote(this.draft, open.json || "{}");
    this.draft.tools.push({ name: open.name, input });
  }

  #conclude(delta: Loose, usage: Loose): void {
    this.draft.expect(this.#open === undefined, "message_delta while a block is open");
    this.draft.expect(
      this.#state === "body" || this.#state === "delta",
      `message_delta in state ${this.#state}`,
    );
    this.#state = "delta";
    this.draft.stop = asText(delta.stop_reason);
    const known = this.draft.usage ?? { input: 0, output: 0 };
    const counted = usageOf(usage);
    this.draft.usage = { input: counted.input || known.input, output: counted.output || known.output };
  }

  #stop(): void {
    this.draft.expect(this.#state === "delta", `message_stop in state ${this.#state}`);
    this.#state = "stopped";
    this.draft.complete = true;
  }
}

/** Judges a stream of `/v1/messages`. */
export function judgeMessagesStream(text: string): Verdict {
  const reader = new MessagesReader();
  for (const { event, data } of readSse(text)) reader.read(event, data);
  return reader.draft.finish();
}

/** Judges a JSON answer of `/v1/messages`, whole or error. */
export function judgeMessagesJson(text: string): Verdict {
  const draft = new VerdictDraft();
  const value = parseOrNote(draft, text);
  if (value?.type === "message") {
    draft.complete = typeof value.stop_reason === "string";
    draft.model = asText(value.model);
    draft.stop = asText(value.stop_reason);
    draft.usage = usageOf(asObject(value.usage));
    for (const block of asArray(value.content).map(asObject)) {
      if (block.type === "text") draft.text += asText(block.text);
      if (block.type === "thinking") draft.thinking += asText(block.thinking);
      if (block.type === "tool_use") draft.tools.push({ name: asText(block.name), input: block.input });
    }
  } else if (value) {
    noteError(draft, value);
  }
  return draft.finish();
}
