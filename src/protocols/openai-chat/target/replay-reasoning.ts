import { isJsonObject, type JsonObject } from "../../../json.ts";
import type { ThinkingBlock } from "../../anthropic/request.ts";
import { decodeSignature, mayReplay, type ThinkingCarrier } from "../../shared/thinking-signature.ts";
import type { AssistantMessage } from "./chat-message.ts";
import type { EncodeScope } from "./encode-scope.ts";

/** Kimi refuses an empty string; any other text satisfies it. */
const unknownReasoning = "(reasoning not available)";

/** What an assistant message carries of its reasoning. */
export interface ReplayedReasoning {
  readonly members: Pick<AssistantMessage, "reasoning_content" | "reasoning_details">;
  /** Goes in front of the content. */
  readonly prefix: string;
}

const nothing: ReplayedReasoning = { members: {}, prefix: "" };

interface OwnThinking {
  readonly text: string;
  readonly carrier: ThinkingCarrier | undefined;
}

/** A block's thinking, if this provider and model family made it. Unsigned thinking is plain text and may go anywhere. */
function ownThinking(block: ThinkingBlock, scope: EncodeScope): OwnThinking | undefined {
  if (!block.signature) return { text: block.thinking, carrier: undefined };
  const carrier = decodeSignature(block.signature);
  if (!carrier || !mayReplay(carrier.provenance, scope.context.provenance)) return undefined;
  // Clients may blank the text and keep the signature, which therefore holds it too.
  const kept = typeof carrier.payload === "string" ? carrier.payload : "";
  return { text: block.thinking || kept, carrier };
}

function detailsOf({ text, carrier }: OwnThinking): readonly JsonObject[] {
  if (carrier?.kind === "reasoning_details" && Array.isArray(carrier.payload))
    return carrier.payload.filter(isJsonObject);
  return text === "" ? [] : [{ type: "reasoning.text", text }];
}

/** Replays a turn's reasoning in the way its host demands, and names what stays behind. */
export function replayReasoning(
  blocks: readonly ThinkingBlock[],
  turn: { readonly text: string; readonly hasCalls: boolean },
  scope: EncodeScope,
): ReplayedReasoning {
  const { dropped, quirks } = scope;
  const own = blocks.flatMap((block) => ownThinking(block, scope) ?? []);
  if (own.length < blocks.length || (blocks.length > 0 && quirks.reasoningReplay === "none"))
    dropped.add("thinking");
  const text = own
    .map((thinking) => thinking.text)
    .filter(Boolean)
    .join("\n\n");
  switch (quirks.reasoningReplay) {
    case "none":
      return nothing;
    case "content":
      return text === "" ? nothing : { members: { reasoning_content: text }, prefix: "" };
    case "content_always":
      return turn.hasCalls ? { members: { reasoning_content: text }, prefix: "" } : nothing;
    case "content_non_empty": {
      const reasoning = text || turn.text || unknownReasoning;
      return turn.hasCalls ? { members: { reasoning_content: reasoning }, prefix: "" } : nothing;
    }
    case "details": {
      const details = own.flatMap(detailsOf);
      return details.length === 0 ? nothing : { members: { reasoning_details: details }, prefix: "" };
    }
    case "think_tags":
      return text === "" ? nothing : { members: {}, prefix: `<think>\n${text}\n</think>\n\n` };
  }
}
