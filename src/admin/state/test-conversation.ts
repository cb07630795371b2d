import * as v from "valibot";
import { efforts } from "./efforts.ts";

const turn = v.object({ role: v.picklist(["user", "assistant"]), text: v.string() });
/** An even number, so that what is left of a long conversation begins with a question. */
const mostTurns = 100;

/** The latest turns of a conversation, as the page's form carries them along. Nothing of it is kept in ccm. */
const history = v.fallback(
  v.pipe(
    v.optional(v.string(), "[]"),
    v.parseJson(),
    v.array(turn),
    v.transform((turns) => turns.slice(-mostTurns)),
  ),
  [],
);

/** Client formats that a test can be sent in. */
export const testFormats = ["anthropic", "openai-chat", "openai-responses"] as const;

const formSchema = v.object({
  message: v.pipe(v.string(), v.trim(), v.minLength(1)),
  history,
  model: v.optional(v.string(), ""),
  provider: v.optional(v.string(), ""),
  format: v.fallback(v.optional(v.picklist(testFormats), "anthropic"), "anthropic"),
  effort: v.fallback(v.optional(v.picklist(["", ...efforts]), ""), ""),
  plan: v.pipe(
    v.optional(v.string()),
    v.transform((box) => box === "on"),
  ),
  max_tokens: v.fallback(
    v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(1), v.maxValue(128_000)),
    1024,
  ),
});

export type Turn = v.InferOutput<typeof turn>;

/** What the Test page's form sends. */
export type TestForm = v.InferOutput<typeof formSchema>;

/** Reads the form; `undefined` when there is no message. */
export function readTestForm(body: unknown): TestForm | undefined {
  const parsed = v.safeParse(formSchema, body);
  return parsed.success ? parsed.output : undefined;
}
