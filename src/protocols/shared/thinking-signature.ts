import { Buffer } from "node:buffer";
import { isJsonObject, type JsonValue, parseJson } from "../../json.ts";
import type { Provenance } from "../protocol.ts";

/*
 * A thinking block's `signature` is the one opaque string that every Anthropic client keeps and sends back. ccm packs
 * into it what another provider needs replayed: OpenAI's encrypted reasoning, OpenRouter's reasoning_details, Gemini's
 * thought signatures. The prefix tells ccm's own from Anthropic's, which must never see ours (it answers 400).
 */

const prefix = "ccm1.";

/** What a signature of ccm's carries. */
export interface ThinkingCarrier {
  readonly provenance: Provenance;
  /** Names the form of `payload`; each protocol reads only its own. */
  readonly kind: "text" | "reasoning_details" | "openai_reasoning" | "gemini_thought";
  readonly payload?: JsonValue;
}

/** Packs a carrier into a signature. */
export function encodeSignature(carrier: ThinkingCarrier): string {
  const { provenance, kind, payload } = carrier;
  const packed = {
    p: provenance.provider,
    m: provenance.model,
    k: kind,
    ...(payload !== undefined && { v: payload }),
  };
  return prefix + Buffer.from(JSON.stringify(packed)).toString("base64url");
}

/** Whether ccm made this signature. Such a block never goes to an Anthropic host. */
export function isCcmSignature(signature: string | undefined): boolean {
  return signature?.startsWith(prefix) ?? false;
}

const kinds: ReadonlySet<string> = new Set([
  "text",
  "reasoning_details",
  "openai_reasoning",
  "gemini_thought",
]);

/** Unpacks a signature of ccm's; `undefined` for Anthropic's own, for none, and for a damaged one. */
export function decodeSignature(signature: string | undefined): ThinkingCarrier | undefined {
  if (!signature?.startsWith(prefix)) return undefined;
  const packed = parseJson(Buffer.from(signature.slice(prefix.length), "base64url").toString());
  if (!isJsonObject(packed)) return undefined;
  const { p, m, k, v } = packed;
  if (typeof p !== "string" || typeof m !== "string" || typeof k !== "string" || !kinds.has(k))
    return undefined;
  return {
    provenance: { provider: p, model: m },
    kind: k as ThinkingCarrier["kind"], // checked against the set just above
    ...(v !== undefined && { payload: v }),
  };
}

/** Letters before the first digit run and that run: `gpt-5.1-codex` and `gpt-5.1` are one family, `gpt-4o` is not. */
function familyOf(model: string): string {
  return /^.*?\d+(?:\.\d+)?/.exec(model)?.[0] ?? model;
}

/** Whether thinking of this origin may be replayed there: same provider, same model family. */
export function mayReplay(origin: Provenance, target: Provenance): boolean {
  return origin.provider === target.provider && familyOf(origin.model) === familyOf(target.model);
}
