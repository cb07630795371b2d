import type { Piece } from "./read-chunk.ts";

/*
 * Some hosts (MiniMax, raw formats of open models) write their reasoning into the content, between <think> tags. It is
 * told apart only when the answer starts with the tag: a model may well write about the tag later on.
 */

const opening = "<think>";
const closing = "</think>";

/** Where in such an answer the stream stands. */
export interface ThinkSplit {
  readonly phase: /** Nothing but the beginning of the tag, or blanks, has come. */
    | "undecided"
    /** Behind a tag: blanks before the first word are no part of it. */
    | "before_thought"
    | "in_thought"
    | "before_text"
    | "in_text";
  /** What may yet turn out to be a tag. */
  readonly held: string;
}

export const undecidedSplit: ThinkSplit = { phase: "undecided", held: "" };
/** For an answer whose reasoning comes in a member of its own. */
export const plainSplit: ThinkSplit = { phase: "in_text", held: "" };

type Step = readonly [ThinkSplit, readonly Piece[]];

/** Length of the longest end of `text` that is a beginning of the closing tag. */
function tagBeginning(text: string): number {
  for (let length = Math.min(text.length, closing.length - 1); length > 0; length--)
    if (closing.startsWith(text.slice(-length))) return length;
  return 0;
}

function inThought(text: string): Step {
  const end = text.indexOf(closing);
  if (end < 0) {
    const cut = text.length - tagBeginning(text);
    return [{ phase: "in_thought", held: text.slice(cut) }, thought(text.slice(0, cut))];
  }
  const [next, pieces] = step({ phase: "before_text", held: "" }, text.slice(end + closing.length));
  return [next, [...thought(text.slice(0, end)), ...pieces]];
}

function thought(text: string): readonly Piece[] {
  return text === "" ? [] : [{ kind: "thinking", text }];
}

function step(split: ThinkSplit, text: string): Step {
  switch (split.phase) {
    case "undecided": {
      const start = text.trimStart();
      if (opening.startsWith(start)) return [{ phase: "undecided", held: text }, []];
      if (!start.startsWith(opening)) return [plainSplit, [{ kind: "text", text }]];
      return step({ phase: "before_thought", held: "" }, start.slice(opening.length));
    }
    case "before_thought": {
      const start = text.trimStart();
      return start === "" ? [{ phase: "before_thought", held: "" }, []] : inThought(start);
    }
    case "in_thought":
      return inThought(text);
    case "before_text": {
      const start = text.trimStart();
      return start === ""
        ? [{ phase: "before_text", held: "" }, []]
        : [plainSplit, [{ kind: "text", text: start }]];
    }
    case "in_text":
      return [split, [{ kind: "text", text }]];
  }
}

/** Takes the next stretch of content. */
export function splitThinkTags(split: ThinkSplit, text: string): Step {
  return step(split, split.held + text);
}

/** What was held back when the content is over. */
export function flushThinkSplit({ phase, held }: ThinkSplit): readonly Piece[] {
  if (held === "") return [];
  return [{ kind: phase === "undecided" ? "text" : "thinking", text: held }];
}
