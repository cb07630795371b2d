import { isJsonObject } from "../../../json.ts";
import type { Provenance } from "../../protocol.ts";
import { decodeSignature, encodeSignature, mayReplay } from "../../shared/thinking-signature.ts";

/** OpenAI's encrypted reasoning, as one output item carries it. Only who made it can read it. */
export interface EncryptedReasoning {
  /** The item's own id (`rs_…`), which must be genuine where it is sent. */
  readonly id?: string;
  readonly encrypted: string;
}

/** Packs encrypted reasoning into the signature of a thinking block. */
export function signReasoning({ id, encrypted }: EncryptedReasoning, provenance: Provenance): string {
  return encodeSignature({
    provenance,
    kind: "openai_reasoning",
    payload: { ...(id && { id }), ec: encrypted },
  });
}

/** Takes it out again; `undefined` when there is none, or when the target did not make it. */
export function readReasoning(
  signature: string | undefined,
  target: Provenance,
): EncryptedReasoning | undefined {
  const carrier = decodeSignature(signature);
  if (carrier?.kind !== "openai_reasoning" || !mayReplay(carrier.provenance, target)) return undefined;
  if (!isJsonObject(carrier.payload)) return undefined;
  const { id, ec } = carrier.payload;
  if (typeof ec !== "string") return undefined;
  return { ...(typeof id === "string" && { id }), encrypted: ec };
}
