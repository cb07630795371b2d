import type { FeatureName } from "./feature-name.ts";
import type { ProbeAnswer } from "./read-answer.ts";
import { redPicture, writePdf } from "./sample-files.ts";

/** How one feature is found out: a small real request, and what its answer must hold. */
export interface Feature {
  readonly stream: boolean;
  /** Tokens of its prompt, at most: for the price that is said before. */
  readonly inputTokens: number;
  /** Most that the answer may take; room for a model that thinks first. */
  readonly outputTokens: number;
  /** Members of the Messages request, beside model, `max_tokens` and `stream`. */
  readonly request: object;
  /** What the answer lacks, in words; `undefined` when it shows the feature. */
  readonly lacks: (answer: ProbeAnswer) => string | undefined;
}

const outputTokens = 2048;

function ask(content: string | readonly object[]): { readonly messages: readonly object[] } {
  return { messages: [{ role: "user", content }] };
}

const tools = [
  {
    name: "get_weather",
    description: "Tells today's weather in a city.",
    input_schema: {
      type: "object",
      properties: { city: { type: "string", description: "Name of the city" } },
      required: ["city"],
    },
  },
] as const;

/** What tool calls lack, where at least so many are wanted in one answer. */
function lacksCalls({ blocks }: ProbeAnswer, wanted: number): string | undefined {
  const calls = blocks.filter(({ type }) => type === "tool_use");
  const whole = calls.filter(({ input }) => typeof input?.city === "string").length;
  if (whole >= wanted) return undefined;
  if (calls.length === 0) return "answered without calling the tool";
  return calls.length < wanted ? "called one tool at a time" : "called the tool without its argument";
}

const hiddenWord = "heron";

/** The probes. None holds the word that its answer must have, so that no echo passes. */
export const features: Readonly<Record<FeatureName, Feature>> = {
  streaming: {
    stream: true,
    inputTokens: 50,
    outputTokens,
    request: ask("Count from one to five, in words."),
    lacks: ({ blocks }) => (blocks.length > 0 ? undefined : "answered with nothing"),
  },
  tools: {
    stream: false,
    inputTokens: 800,
    outputTokens,
    request: { ...ask("What is the weather in Paris? Find out with the tool."), tools },
    lacks: (answer) => lacksCalls(answer, 1),
  },
  parallel_tools: {
    stream: false,
    inputTokens: 800,
    outputTokens,
    request: {
      ...ask(
        "What is the weather in Paris, and in Rome? Call the tool for both cities at once, in one turn.",
      ),
      tools,
    },
    lacks: (answer) => lacksCalls(answer, 2),
  },
  thinking: {
    stream: false,
    inputTokens: 100,
    outputTokens: outputTokens + 1024,
    request: {
      ...ask(
        "A bat and a ball cost 1.10 together; the bat costs 1.00 more than the ball. What is the ball's price?",
      ),
      thinking: { type: "enabled", budget_tokens: 1024 },
    },
    lacks: ({ blocks, thinkingTokens }) =>
      thinkingTokens > 0 || blocks.some(({ type }) => /^(?:redacted_)?thinking$/.test(type))
        ? undefined
        : "answered without thinking",
  },
  images: {
    stream: false,
    inputTokens: 1500,
    outputTokens,
    request: ask([
      { type: "image", source: { type: "base64", media_type: "image/png", data: redPicture } },
      { type: "text", text: "Which colour is this picture? Answer with one word." },
    ]),
    lacks: ({ text }) => (/\bred\b/i.test(text) ? undefined : "answered without seeing the picture"),
  },
  pdf: {
    stream: false,
    inputTokens: 4000,
    outputTokens,
    request: ask([
      {
        type: "document",
        source: {
          type: "base64",
          media_type: "application/pdf",
          data: writePdf(`The bird of the day is the ${hiddenWord}.`),
        },
      },
      { type: "text", text: "Which bird does the document name? Answer with one word." },
    ]),
    lacks: ({ text }) =>
      text.toLowerCase().includes(hiddenWord) ? undefined : "answered without reading the document",
  },
};
