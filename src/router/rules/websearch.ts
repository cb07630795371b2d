import type { Rule } from "../rule.ts";

/** Claude Code's WebSearch makes a nested request with a server tool of a versioned type (`web_search_20250305`). */
export const websearch: Rule = ({ view, router }) => {
  if (router.websearch === undefined) return undefined;
  const type = view.toolTypes().find((name) => name.startsWith("web_search"));
  return type === undefined ? undefined : { model: router.websearch, matched: `tool ${type}` };
};
