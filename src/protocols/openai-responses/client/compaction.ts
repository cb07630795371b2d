import { Buffer } from "node:buffer";

/*
 * Codex's remote compaction: the last input item asks for it, and exactly one `compaction` item must answer, which then
 * stands for the conversation so far. No other provider has it, so the model is asked for a summary in words, and the
 * item carries them.
 */

const prefix = "ccm-summary1.";

/** What the model is told in place of the client's trigger. */
export const compactionPrompt = [
  "The conversation so far is about to be replaced by a summary that you write now.",
  "Another model will continue from it without seeing anything else.",
  "State the user's goals and wishes, what was done and decided, the files and commands that matter,",
  "what was learned, and what remains to be done next. Answer with the summary alone and call no tools.",
].join(" ");

/** Packs a summary into the `encrypted_content` of a compaction item. */
export function wrapSummary(summary: string): string {
  return prefix + Buffer.from(summary).toString("base64url");
}

/** The text that stands for a compacted conversation; `undefined` for a compaction that ccm did not make. */
export function unwrapSummary(encrypted: string): string | undefined {
  if (!encrypted.startsWith(prefix)) return undefined;
  const summary = Buffer.from(encrypted.slice(prefix.length), "base64url").toString();
  return `Summary of the conversation so far:\n\n${summary}`;
}
