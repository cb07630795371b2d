import type { AnswerBlock } from "../protocols/anthropic/events.ts";

/*
 * The built-in `demo` provider: answers without a key or a network, so that a first start shows something and a config
 * can be tried. Each model behaves in one way, the failing ones exactly as a real provider fails.
 */

/** How a demo model answers. */
export type DemoBehaviour =
  | { readonly kind: "answer"; readonly delayMs: number }
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly type: string;
      readonly message: string;
      readonly retryAfter?: number;
    }
  /** Ends the connection in the middle of the first words. */
  | { readonly kind: "break" }
  | { readonly kind: "call_tool" };

export const demoModels = {
  echo: { kind: "answer", delayMs: 0 },
  slow: { kind: "answer", delayMs: 300 },
  overloaded: { kind: "refuse", status: 529, type: "overloaded_error", message: "Overloaded (demo)" },
  "rate-limited": {
    kind: "refuse",
    status: 429,
    type: "rate_limit_error",
    message: "Too many requests (demo)",
    retryAfter: 30,
  },
  "broken-stream": { kind: "break" },
  "tool-call": { kind: "call_tool" },
} as const satisfies Record<string, DemoBehaviour>;

/** The behaviour of a demo model; `undefined` for names that are none. */
export function demoBehaviour(model: string): DemoBehaviour | undefined {
  return Object.entries(demoModels).find(([name]) => name === model)?.[1];
}

const longestEcho = 200;

/** What the demo says: the user's words, and what to do next. */
function demoText(userText: string): string {
  const words = userText.trim();
  const echo = words.length > longestEcho ? `${words.slice(0, longestEcho)} …` : words;
  return [
    `ccm works. This is its built-in demo provider; it read: "${echo}".`,
    "The first target of this model, demo/overloaded, answered 529, so ccm went on to this one: `ccm why last` shows it.",
    "To talk to a real model, run `ccm init`; a ccm that runs takes it over at once.",
  ].join("\n\n");
}

/** The block a demo model answers with; `tool`: name of a tool that the client offered. */
export function demoBlock(
  behaviour: DemoBehaviour,
  userText: string,
  tool: string | undefined,
  id: string,
): AnswerBlock {
  if (behaviour.kind === "call_tool" && tool !== undefined)
    return { type: "tool_use", id, name: tool, input: {} };
  return { type: "text", text: demoText(userText) };
}
