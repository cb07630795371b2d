import { hash } from "node:crypto";
import type { RequestView } from "../router/request-view.ts";

/**
 * What tells conversations apart whose clients name no session: how they begin, which is what a provider's prompt cache
 * goes by. 16 hex digits; `undefined` for a request without a word of a user.
 */
export function conversationKey(view: RequestView): string | undefined {
  const asked = view.firstUserTexts().map(({ text }) => text);
  if (asked.length === 0) return undefined;
  const beginning = [view.systemTexts().map(({ text }) => text), asked];
  return hash("sha256", JSON.stringify(beginning), "hex").slice(0, 16);
}
