/** A model's answer in no vendor's words; each wire says it in its own. */
export interface Answer {
  readonly thinking?: readonly string[];
  /** The text in the pieces in which it is streamed. */
  readonly text?: readonly string[];
  readonly toolCalls?: readonly ToolCall[];
  /** A web search that the provider ran by itself. */
  readonly search?: { readonly query: string; readonly results: readonly SearchResult[] };
  readonly stop: "end" | "tool" | "length" | "refusal";
  readonly usage: { readonly input: number; readonly cached: number; readonly output: number };
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text of the arguments in the pieces in which it is streamed. */
  readonly arguments: readonly string[];
}

export interface SearchResult {
  readonly url: string;
  readonly title: string;
}

/** What a stretch of a stream is, so that a fault can name the place where it strikes. */
export type FrameLabel =
  /** Before anything is said: message start, role, in_progress. */
  | "start"
  | "ping"
  | "thinking"
  | "text"
  /** Opens a tool call. */
  | "tool"
  | "tool-arguments"
  | "search"
  /** Closes a block. */
  | "close"
  /** Says why the answer ended. */
  | "finish"
  /** Nothing may follow. */
  | "end";

/** One server-sent event before it becomes bytes. `data` is the text after `data:`. */
export interface Frame {
  readonly label: FrameLabel;
  readonly event?: string;
  readonly data: string;
}

/** A frame around a JSON value. */
export function frame(label: FrameLabel, value: unknown, event?: string): Frame {
  const data = typeof value === "string" ? value : JSON.stringify(value);
  return event === undefined ? { label, data } : { label, event, data };
}

const usage = { input: 1200, cached: 200, output: 42 };

/** Text in several scripts and widths, so that a wrong cut shows. */
export const textAnswer: Answer = {
  text: ["The tide ", "table says: ", "満潮 at 06:12, ", "🌊 and ebb ", "by noon."],
  stop: "end",
  usage,
};

/** One tool call whose arguments come in pieces. */
export const toolAnswer: Answer = {
  text: ["Let me ", "look."],
  toolCalls: [{ id: "call_tide_1", name: "read_tide", arguments: ['{"port":', '"Wick","day"', ":14}"] }],
  stop: "tool",
  usage,
};

/** Thinking, then text. */
export const thinkingAnswer: Answer = {
  thinking: ["The moon ", "is full, ", "so springs."],
  text: ["Spring ", "tide."],
  stop: "end",
  usage,
};
