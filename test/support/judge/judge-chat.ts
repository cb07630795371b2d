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
  return { input: asCount(usage.prompt_tokens), output: asCount(usage.completion_tokens) };
}

/** Notes an error in OpenAI's envelope. */
export function noteOpenAiError(draft: VerdictDraft, body: Loose): void {
  const error = asObject(body.error);
  // Some hosts leave the type null; clients go by the message and the status.
  draft.expect(typeof error.message === "string", "error without message");
  draft.error = { type: asText(error.type), message: asText(error.message) };
}

interface Call {
  readonly name: string;
  json: string;
}

/** The rules that clients of the Chat Completions stream rely on. */
class ChatReader {
  readonly draft = new VerdictDraft();
  readonly #calls = new Map<number, Call>();
  #done = false;
  #id: unknown;

  read(data: string): void {
    this.draft.expect(!this.#done && !this.draft.error, "data after the end");
    if (data === "[DONE]") {
      this.#finish();
      return;
    }
    const chunk = parseOrNote(this.draft, data);
    if (chunk === undefined) return;
    if (chunk.error) {
      noteOpenAiError(this.draft, chunk);
      return;
    }
    this.#id ??= chunk.id;
    this.draft.expect(chunk.object === "chat.completion.chunk", `object ${asText(chunk.object)}`);
    this.draft.expect(typeof chunk.id === "string" && chunk.id === this.#id, "chunk id missing or changing");
    this.draft.model ??= asText(chunk.model);
    if (chunk.usage) this.draft.usage = usageOf(asObject(chunk.usage));
    const [choice] = asArray(chunk.choices);
    if (choice !== undefined) this.#choose(asObject(choice));
  }

  #choose(choice: Loose): void {
    const delta = asObject(choice.delta);
    const says = Object.values({ ...delta, end: choice.finish_reason }).some(
      (said) => said !== null && said !== undefined && said !== "",
    );
    this.draft.expect(!says || this.draft.stop === undefined, "a choice after finish_reason");
    this.draft.text += asText(delta.content);
    this.draft.thinking += asText(delta.reasoning_content);
    for (const part of asArray(delta.tool_calls).map(asObject)) {
      const index = asCount(part.index);
      const call = asObject(part.function);
      const known = this.#calls.get(index) ?? { name: asText(call.name), json: "" };
      this.draft.expect(known.name !== "", "a tool call begins without a name");
      known.json += asText(call.arguments);
      this.#calls.set(index, known);
    }
    if (typeof choice.finish_reason === "string") this.draft.stop = choice.finish_reason;
  }

  #finish(): void {
    this.#done = true;
    this.draft.complete = this.draft.stop !== undefined;
    for (const { name, json } of this.#calls.values()) {
      this.draft.tools.push({ name, input: parseOrNote(this.draft, json || "{}") });
    }
  }
}

/** Judges a stream of `/v1/chat/completions`. */
export function judgeChatStream(text: string): Verdict {
  const reader = new ChatReader();
  for (const { data } of readSse(text)) reader.read(data);
  return reader.draft.finish();
}

/** Judges a JSON answer of `/v1/chat/completions`, whole or error. */
export function judgeChatJson(text: string): Verdict {
  const draft = new VerdictDraft();
  const value = parseOrNote(draft, text);
  if (value?.object === "chat.completion") {
    const choice = asObject(asArray(value.choices)[0]);
    const message = asObject(choice.message);
    draft.complete = typeof choice.finish_reason === "string";
    draft.model = asText(value.model);
    draft.stop = asText(choice.finish_reason);
    draft.text = asText(message.content);
    draft.thinking = asText(message.reasoning_content);
    draft.usage = usageOf(asObject(value.usage));
    for (const call of asArray(message.tool_calls).map((entry) => asObject(asObject(entry).function))) {
      draft.tools.push({
        name: asText(call.name),
        input: parseOrNote(draft, asText(call.arguments) || "{}"),
      });
    }
  } else if (value) {
    noteOpenAiError(draft, value);
  }
  return draft.finish();
}
