import type { ThinkingFilter } from "../protocols/anthropic/relay-edits.ts";

/*
 * Anthropic-format hosts other than Anthropic sign their thinking in ways of their own, and the signature passes to the
 * client unchanged. ccm remembers who made which, so that a session that moves to another host leaves foreign thinking
 * behind instead of running into a 400.
 */

/** Knows who signed what. Anthropic's own hosts count as one maker, since they accept each other's signatures. */
export interface ThinkingMemory {
  remember(signature: string, maker: string): void;
  /** The filter for one target; `native`: the target is Anthropic itself. */
  filterFor(maker: string, native: boolean): ThinkingFilter;
}

const mostSignatures = 20_000;

/** Anthropic's signatures are base64 of a protobuf and never short. */
function looksLikeAnthropic(signature: string): boolean {
  return signature.length >= 80 && /^[A-Za-z0-9+/]+={0,2}$/.test(signature);
}

/** The memory of one daemon. Only a fingerprint is kept: the first and last characters with the length. */
export function createThinkingMemory(): ThinkingMemory {
  const makers = new Map<string, string>();
  const fingerprint = (signature: string): string =>
    `${signature.length}:${signature.slice(0, 16)}${signature.slice(-32)}`;
  return {
    remember(signature, maker) {
      if (signature === "") return;
      makers.set(fingerprint(signature), maker);
      if (makers.size <= mostSignatures) return;
      const [oldest] = makers.keys();
      if (oldest !== undefined) makers.delete(oldest);
    },
    filterFor: (maker, native) => ({
      isForeign(signature) {
        const known = makers.get(fingerprint(signature));
        if (known !== undefined) return known !== maker;
        // After a restart only the look is left to go by. Anthropic is never kept from judging what is unknown: Claude
        // Code heals itself by the words of Anthropic's refusal.
        return !native && looksLikeAnthropic(signature);
      },
    }),
  };
}
