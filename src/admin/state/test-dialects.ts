import * as v from "valibot";
import type { ClientRequest } from "../../pipeline/client-request.ts";
import { dialects } from "../../protocols/registry.ts";
import type { TestForm } from "./test-conversation.ts";

/** How a client of one format asks and is answered. */
interface TestDialect {
  readonly title: string;
  readonly endpoint: ClientRequest["endpoint"];
  readonly dialect: ClientRequest["dialect"];
  body(form: TestForm, stream: boolean): object;
  /** The text of a whole answer; `undefined` for what is none. */
  textOf(answer: unknown): string | undefined;
}

const texts = v.array(v.looseObject({ text: v.optional(v.string(), "") }));
const message = v.object({ content: texts });
const chat = v.object({
  choices: v.array(v.object({ message: v.object({ content: v.nullish(v.string()) }) })),
});
const response = v.object({ output: v.array(v.looseObject({ content: v.optional(texts, []) })) });

/** What was said; providers refuse the empty turn that an answer of thinking alone has left. */
function turns({ history, message }: TestForm): readonly { role: string; content: string }[] {
  return [...history, { role: "user", text: message }]
    .filter(({ text }) => text !== "")
    .map(({ role, text }) => ({ role, content: text }));
}

/** The mark by which Claude Code says that it plans. */
export const planMode = { safeguards: [{ classifier_context: { permission_mode: "plan" } }] };

/** The client that the Test page is, by the format it speaks. */
export const testDialects = {
  anthropic: {
    title: "Anthropic",
    endpoint: "messages",
    dialect: dialects.anthropic,
    body: (form, stream) => ({
      model: form.model,
      max_tokens: form.max_tokens,
      stream,
      messages: turns(form),
      ...(form.effort !== "" && { output_config: { effort: form.effort } }),
      ...(form.plan && planMode),
    }),
    textOf(answer) {
      const parsed = v.safeParse(message, answer);
      return parsed.success ? parsed.output.content.map(({ text }) => text).join("") : undefined;
    },
  },
  "openai-chat": {
    title: "OpenAI chat",
    endpoint: "chat_completions",
    dialect: dialects["openai-chat"],
    body: (form, stream) => ({
      model: form.model,
      max_completion_tokens: form.max_tokens,
      stream,
      messages: turns(form),
      ...(form.effort !== "" && { reasoning_effort: form.effort }),
    }),
    textOf(answer) {
      const parsed = v.safeParse(chat, answer);
      return parsed.success ? (parsed.output.choices[0]?.message.content ?? "") : undefined;
    },
  },
  "openai-responses": {
    title: "Responses",
    endpoint: "responses",
    dialect: dialects["openai-responses"],
    body: (form, stream) => ({
      model: form.model,
      max_output_tokens: form.max_tokens,
      stream,
      input: turns(form),
      ...(form.effort !== "" && { reasoning: { effort: form.effort } }),
    }),
    textOf(answer) {
      const parsed = v.safeParse(response, answer);
      if (!parsed.success) return undefined;
      return parsed.output.output.flatMap(({ content }) => content.map(({ text }) => text)).join("");
    },
  },
} as const satisfies Record<string, TestDialect>;
