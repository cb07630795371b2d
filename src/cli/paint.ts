import type { Terminal } from "./terminal.ts";

/** Colours by what they mean; what they say is in the words too. */
export interface Paint {
  /** Something does not work. */
  bad(text: string): string;
  /** Something needs a look, or rests. */
  warn(text: string): string;
}

function sgr(code: number, text: string): string {
  return text === "" ? text : `\u001b[${code}m${text}\u001b[39m`;
}

/** Paints where the terminal shows colours, and leaves texts as they are elsewhere. */
export function openPaint({ color }: Pick<Terminal, "color">): Paint {
  if (!color) return { bad: (text) => text, warn: (text) => text };
  return { bad: (text) => sgr(31, text), warn: (text) => sgr(33, text) };
}
