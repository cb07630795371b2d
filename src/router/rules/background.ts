import { isJsonObject } from "../../json.ts";
import type { RequestView } from "../request-view.ts";
import type { Rule } from "../rule.ts";

/** Classes that Claude Code gives its own side work when `CLAUDE_CODE_GATEWAY_HINT_HEADERS=1` is set. */
const backgroundClasses: ReadonlySet<string> = new Set(["auxiliary", "side_reply"]);

/** Claude Code asks for a session title on the main model: no tools, and a schema with a `title`. */
function isTitleRequest(view: RequestView): boolean {
  if (view.hasTools()) return false;
  const format = view.outputConfig()?.format;
  const schema = isJsonObject(format) ? format.schema : undefined;
  const properties = isJsonObject(schema) ? schema.properties : undefined;
  return isJsonObject(properties) && "title" in properties;
}

/** Sends small side work to the background model: by the client's original model name, or by its own marks. */
export const background: Rule = ({ view, router }) => {
  if (router.background === undefined) return undefined;
  const { background: model } = router;
  if (router.backgroundRegex.test(view.model)) {
    return { model, matched: `background_regex matches ${view.model}` };
  }
  const requestClass = view.headers.get("x-claude-code-request-class");
  if (requestClass !== null && backgroundClasses.has(requestClass)) {
    return { model, matched: `request class ${requestClass}` };
  }
  return isTitleRequest(view) ? { model, matched: "title request" } : undefined;
};
