import type { MessageParam, MessagesRequest } from "../../anthropic/request.ts";
import { systemTexts } from "../../shared/system-texts.ts";
import { blocksOf } from "./encode-content.ts";

/** A request's instructions before the conversation, and the conversation itself. */
export interface SplitSystem {
  readonly system: string;
  readonly conversation: readonly MessageParam[];
}

/**
 * Joins the system text with the system messages that stand before anyone has spoken. One string is the form that every
 * host takes.
 */
export function splitSystem({ system, messages }: MessagesRequest): SplitSystem {
  const first = messages.findIndex(({ role }) => role !== "system");
  const leading = first < 0 ? messages : messages.slice(0, first);
  const texts = leading.flatMap(blocksOf).flatMap((block) => (block.type === "text" ? [block.text] : []));
  return {
    system: [...systemTexts(system), ...texts].filter((text) => text.trim() !== "").join("\n\n"),
    conversation: messages.slice(leading.length),
  };
}
