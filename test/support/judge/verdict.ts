/** What a client made of an answer, and which rules of its format the answer broke. */
export interface Verdict {
  /** `broken`: neither a whole answer nor an error, or both; no client can know what it has got. */
  readonly outcome: "complete" | "error" | "broken";
  readonly problems: readonly string[];
  readonly text: string;
  readonly thinking: string;
  readonly tools: readonly { readonly name: string; readonly input: unknown }[];
  readonly model?: string;
  readonly stop?: string;
  /** All input, cached or not, and all output. */
  readonly usage?: { readonly input: number; readonly output: number };
  readonly error?: { readonly type: string; readonly message: string };
}

/** A verdict under construction. */
export class VerdictDraft {
  readonly problems: string[] = [];
  readonly tools: { name: string; input: unknown }[] = [];
  text = "";
  thinking = "";
  complete = false;
  model: string | undefined;
  stop: string | undefined;
  usage: { input: number; output: number } | undefined;
  error: { type: string; message: string } | undefined;

  /** Notes a broken rule unless it holds. */
  expect(holds: boolean, problem: string): void {
    if (!holds) this.problems.push(problem);
  }

  finish(): Verdict {
    const { problems, text, thinking, tools, model, stop, usage, error } = this;
    if (this.complete && error) problems.push("both a whole answer and an error");
    if (!this.complete && !error) problems.push("neither a whole answer nor an error");
    const sound = problems.length === 0;
    return {
      outcome: !sound ? "broken" : error ? "error" : "complete",
      problems,
      text,
      thinking,
      tools,
      ...(model !== undefined ? { model } : {}),
      ...(stop !== undefined ? { stop } : {}),
      ...(usage !== undefined ? { usage } : {}),
      ...(error !== undefined ? { error } : {}),
    };
  }
}

/** A JSON object whose members are read with care. */
export type Loose = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Loose {
  return typeof value === "object" && value !== null ? (value as Loose) : {};
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export const asText = (value: unknown): string => (typeof value === "string" ? value : "");
export const asCount = (value: unknown): number => (typeof value === "number" ? value : 0);

/** Parses JSON; `undefined` and a noted problem when it is none. */
export function parseOrNote(draft: VerdictDraft, text: string): Loose | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    draft.problems.push(`not JSON: ${text.slice(0, 80)}`);
    return undefined;
  }
}
