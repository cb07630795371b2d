import type { JsonObject } from "../../json.ts";
import type { ContentBlock, ThinkingBlock } from "../anthropic/request.ts";
import { encodeBlock } from "./encode-block.ts";
import type { EncodeScope } from "./encode-scope.ts";
import { callId, type OpenCall } from "./encode-tool-result.ts";
import { signText, type ThoughtCarrier, unpackThought } from "./thought-signatures.ts";

/** What the assistant said between two turns of the user. */
export interface ModelStep {
  readonly parts: readonly JsonObject[];
  /** The calls among the parts, in order. */
  readonly calls: readonly OpenCall[];
}

/** Unsigned thoughts stay behind: Google does not want them back. */
function replay(parts: readonly JsonObject[], block: ThinkingBlock, carrier: ThoughtCarrier): JsonObject[] {
  const signed = carrier.text ? signText(parts, carrier.text) : [...parts];
  const thought =
    carrier.thought === undefined
      ? []
      : [{ text: block.thinking, thought: true, thoughtSignature: carrier.thought }];
  return [...signed, ...thought, ...(carrier.parts ?? [])];
}

/** Encodes the blocks of one step. Thinking goes back only where it was made; each signature to the part it was on. */
export function encodeModelStep(blocks: readonly ContentBlock[], scope: EncodeScope): ModelStep {
  let parts: JsonObject[] = [];
  const calls: OpenCall[] = [];
  let callSignature: string | undefined;
  for (const block of blocks) {
    if (block.type === "thinking") {
      const carrier = unpackThought(block, scope.context.provenance);
      callSignature = carrier?.call;
      if (carrier) parts = replay(parts, block, carrier);
      else scope.drop("thinking");
      continue;
    }
    if (block.type === "tool_use") {
      const name = scope.names.toWire(block.name);
      calls.push({ id: block.id, name });
      parts.push({
        functionCall: { ...callId(block.id, scope), name, args: block.input },
        ...(callSignature !== undefined && { thoughtSignature: callSignature }),
      });
    } else if (block.type === "redacted_thinking") {
      scope.drop("thinking");
    } else {
      parts.push(...encodeBlock(block, scope));
    }
    callSignature = undefined;
  }
  return { parts, calls };
}
