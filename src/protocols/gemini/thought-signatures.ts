import { isJsonObject, type JsonObject } from "../../json.ts";
import type { ThinkingBlock } from "../anthropic/request.ts";
import type { Provenance } from "../protocol.ts";
import { decodeSignature, encodeSignature, mayReplay } from "../shared/thinking-signature.ts";
import type { Content } from "./content.ts";

/*
 * Gemini signs parts of its answer: a function call, a thought, a piece of text. From generation 3 on it refuses a
 * history (400) in which the first call of a step lost its signature. Anthropic's blocks have no place for one but
 * the signature of a thinking block, so such a block, often without text, travels beside what it stands for.
 * Source: ai.google.dev "Thought signatures", November 2026.
 */

/** What a thinking block carries for Gemini. */
export interface ThoughtCarrier {
  /** Signature of this block's own text. */
  readonly thought?: string;
  /** Parts for this place that no Anthropic block can hold (`toolCall`, `toolResponse`), as they came. */
  readonly parts?: readonly JsonObject[];
  /** Signature of the text before it, and how many of that text's last characters it covers (0: an empty part of its own). */
  readonly text?: { readonly signature: string; readonly length: number };
  /** Signature of the call right after it. */
  readonly call?: string;
}

/** Packs a carrier into the signature of a thinking block. */
export function packThought(carrier: ThoughtCarrier, provenance: Provenance): string {
  const { thought, parts, text, call } = carrier;
  const payload: JsonObject = {
    ...(thought !== undefined && { thought }),
    ...(parts !== undefined && { parts: [...parts] }),
    ...(text !== undefined && { text: { ...text } }),
    ...(call !== undefined && { call }),
  };
  return encodeSignature({ provenance, kind: "gemini_thought", payload });
}

/** What a thinking block carries for this target; `undefined` for thinking that someone else made. */
export function unpackThought(block: ThinkingBlock, target: Provenance): ThoughtCarrier | undefined {
  const carrier = decodeSignature(block.signature);
  if (carrier?.kind !== "gemini_thought" || !mayReplay(carrier.provenance, target)) return undefined;
  if (!isJsonObject(carrier.payload)) return {};
  const { thought, parts, text, call } = carrier.payload;
  return {
    ...(typeof thought === "string" && { thought }),
    ...(Array.isArray(parts) && { parts: parts.filter(isJsonObject) }),
    ...(isJsonObject(text) &&
      typeof text.signature === "string" &&
      typeof text.length === "number" && { text: { signature: text.signature, length: text.length } }),
    ...(typeof call === "string" && { call }),
  };
}

/** Google's documented stand-in for the signature of a call that Gemini did not make, or whose signature was lost. */
const skipValidation = "skip_thought_signature_validator";

/**
 * Gives the first call of every unsigned step the stand-in. Older steps get it too, although only the current turn is
 * checked: the bytes of a step must not change when the next turn begins, or the prefix cache is lost.
 */
export function signUnsignedSteps(contents: readonly Content[]): readonly Content[] {
  return contents.map((content) => {
    const first = content.parts.findIndex((part) => part.functionCall !== undefined);
    const part = content.parts[first];
    if (part === undefined || part.thoughtSignature !== undefined) return content;
    return { ...content, parts: content.parts.with(first, { ...part, thoughtSignature: skipValidation }) };
  });
}

/** Gives the last part's text its signature back, on a part of its own where it covers only the end of it. */
export function signText(
  parts: readonly JsonObject[],
  { signature, length }: { readonly signature: string; readonly length: number },
): JsonObject[] {
  const last = parts.at(-1);
  if (typeof last?.text !== "string" || last.thought === true || last.thoughtSignature !== undefined)
    return [...parts];
  const cut = Math.max(0, last.text.length - length);
  const before = last.text.slice(0, cut);
  return [
    ...parts.slice(0, -1),
    ...(before === "" ? [] : [{ text: before }]),
    { text: last.text.slice(cut), thoughtSignature: signature },
  ];
}
