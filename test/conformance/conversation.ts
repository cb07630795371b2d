/** What an official client made of an answer, in words that all three share. */
export interface Reply {
  readonly text: string;
  readonly thinking: string;
  readonly tools: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
  /** The client API's own word for why the answer ended. */
  readonly stop: string;
  /** Addresses that a web search has found. */
  readonly sources: readonly string[];
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A result for a tool call: words, and a picture where there is one. */
export interface ToolResult {
  readonly id: string;
  readonly text: string;
  /** A PNG in base64. */
  readonly image?: string;
}

/** What a conversation is opened with. */
export interface Opening {
  readonly baseUrl: string;
  readonly model: string;
  readonly stream: boolean;
  readonly tools?: boolean;
  readonly thinking?: boolean;
  readonly search?: boolean;
}

/**
 * A conversation through an official client package, which keeps the history as such programs do: what the model said
 * is sent back as the package gave it. Throws what the package throws.
 */
export interface Conversation {
  say(prompt: string): Promise<Reply>;
  answerTools(results: readonly ToolResult[]): Promise<Reply>;
}

/** The one tool that conversations offer. */
export const tideTool = {
  name: "read_tide",
  description: "Looks a tide up.",
  schema: {
    type: "object" as const,
    properties: { port: { type: "string" }, day: { type: "integer" } },
    required: ["port", "day"],
  },
};
