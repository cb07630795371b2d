import { isSubagentRequest, type PlacedText, replaceText } from "../request-view.ts";
import type { Rule, RuleMatch } from "../rule.ts";

const tagName = "CCM-SUBAGENT-MODEL";
const tag = /<CCM-SUBAGENT-MODEL>([\s\S]*?)<\/CCM-SUBAGENT-MODEL>\n?/;

function findTag(texts: readonly PlacedText[]): RuleMatch | undefined {
  for (const placed of texts) {
    const found = tag.exec(placed.text);
    const model = found?.[1]?.trim();
    if (!found || model === undefined || model === "") continue;
    return {
      model,
      matched: `tag ${model}`,
      edits: [replaceText(placed, placed.text.replace(found[0], ""))],
    };
  }
  return undefined;
}

/**
 * The tag may stand in any system block: an agent file's prompt begins Claude Code's third one, but the attribution
 * block before it can be switched off. In the first user turn it counts only for a subagent's own request: the Agent
 * call's prompt also stays in the parent's history, where it must not reroute the parent.
 */
export const subagent: Rule = ({ view }) =>
  (view.systemMentions(tagName) ? findTag(view.systemTexts()) : undefined) ??
  (isSubagentRequest(view) ? findTag(view.firstUserTexts()) : undefined);
