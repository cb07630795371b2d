import type { RedactedThinkingBlock, ThinkingBlock } from "../../anthropic/request.ts";

/*
 * What a client gets as a reasoning item's `encrypted_content`, and gives back unread: the signature of the thinking
 * block, or the data of a redacted one. The prefix tells ccm's own from OpenAI's, which came here by relay and which
 * nobody else can read.
 */

const signed = "ccm-thinking1.";
const redacted = "ccm-redacted1.";

/** Whether ccm made this `encrypted_content`; OpenAI itself would answer 400 to it. */
export function isCcmReasoning(encrypted: string): boolean {
  return encrypted.startsWith(signed) || encrypted.startsWith(redacted);
}

/** Packs a signature; `null` for thinking that nobody signed. */
export function wrapSignature(signature: string): string | null {
  return signature === "" ? null : signed + signature;
}

/** Packs redacted thinking. */
export function wrapRedacted(data: string): string {
  return redacted + data;
}

/** The thinking block that a reasoning item was; `undefined` for one that ccm did not make. */
export function unwrapThinking(
  encrypted: string,
  thinking: string,
): ThinkingBlock | RedactedThinkingBlock | undefined {
  if (encrypted.startsWith(redacted))
    return { type: "redacted_thinking", data: encrypted.slice(redacted.length) };
  if (!encrypted.startsWith(signed)) return undefined;
  return { type: "thinking", thinking, signature: encrypted.slice(signed.length) };
}
