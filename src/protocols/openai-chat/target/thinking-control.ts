import type { JsonObject } from "../../../json.ts";
import type { Effort, MessagesRequest } from "../../anthropic/request.ts";
import type { TranslationContext } from "../../protocol.ts";
import { effortOf, openaiEffort } from "../../shared/openai-effort.ts";
import type { ChatQuirks } from "../quirks.ts";
import type { EncodeScope } from "./encode-scope.ts";

/*
 * Every vendor asks for thinking in its own words (their documentation as of June 2026). One encoder a word; the
 * provider's quirk picks it.
 */

interface Wish {
  readonly model: string;
  /** What mapping and request together ask for. */
  readonly effort: Effort | undefined;
  /** What the mapping alone asks for: the user knows the model, so it is sent even where ccm does not. */
  readonly mapped: Effort | undefined;
  /** Tokens, when the request gives a budget and the mapping has no word. */
  readonly budget: number | undefined;
  /** Told on or off; undefined leaves the model at its default, as adaptive thinking asks. */
  readonly on: boolean | undefined;
}

function wishOf(request: MessagesRequest, { model, reasoningEffort }: TranslationContext): Wish {
  const { thinking } = request;
  const effort = effortOf(request, reasoningEffort);
  const told = reasoningEffort !== undefined || thinking?.type === "enabled";
  return {
    model,
    effort,
    mapped: reasoningEffort,
    budget:
      reasoningEffort === undefined && thinking?.type === "enabled" ? thinking.budget_tokens : undefined,
    on: effort === "none" ? false : told ? true : undefined,
  };
}

/** What hosts of open models know of OpenAI's scale. */
const openModelEffort: Readonly<Record<Effort, string>> = {
  none: "none",
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
  max: "high",
};

/** DeepSeek V4 knows two efforts and takes none when thinking is off. */
const deepseekEffort: Readonly<Record<Effort, string | undefined>> = {
  none: undefined,
  minimal: "high",
  low: "high",
  medium: "high",
  high: "high",
  xhigh: "max",
  max: "max",
};

/** Models whose thinking can be switched; their hosts answer 400 to the switch for any other. */
const switchable =
  /qwen3(?!.*(?:instruct|thinking|coder))|qwen-(?:plus|turbo|flash)|glm-(?:4\.[5-9]|[5-9])|deepseek-v(?:3\.[1-9]|[4-9])|hunyuan/i;

type Control = (wish: Wish) => JsonObject;

function type(on: boolean): JsonObject {
  return { thinking: { type: on ? "enabled" : "disabled" } };
}

const controls: Readonly<Record<ChatQuirks["thinkingControl"], Control>> = {
  none: () => ({}),

  // Claude Code names an effort with every request. Hosts answer 400 to it for models that do not reason, so a model
  // that is not known to reason gets it only from its mapping.
  effort: ({ model, effort, mapped }) => {
    const sent = openaiEffort(model, effort) ?? (mapped && openModelEffort[mapped]);
    return sent === undefined ? {} : { reasoning_effort: sent };
  },

  effort_by_model: ({ model, effort, mapped }) => {
    const sent = openaiEffort(model, effort) ?? mapped;
    return sent === undefined ? {} : { reasoning_effort: sent };
  },

  // OpenRouter ignores it for models that do not reason, and takes a budget or an effort but not both.
  reasoning_object: ({ effort, budget, on }) => {
    if (on === false) return { reasoning: { enabled: false } };
    if (budget !== undefined) return { reasoning: { max_tokens: budget } };
    if (effort !== undefined) return { reasoning: { effort: effort === "max" ? "xhigh" : effort } };
    return {};
  },

  thinking_type: ({ on }) => (on === undefined ? {} : type(on)),

  thinking_type_effort: ({ effort, on }) => {
    const sent = effort && deepseekEffort[effort];
    return {
      ...(on !== undefined && type(on)),
      ...(sent !== undefined && { reasoning_effort: sent }),
    };
  },

  enable_thinking: ({ model, on, budget }) => {
    if (on === undefined || !switchable.test(model)) return {};
    return { enable_thinking: on, ...(on && budget !== undefined && { thinking_budget: budget }) };
  },

  template_kwargs: ({ on }) => (on === undefined ? {} : { chat_template_kwargs: { enable_thinking: on } }),
};

/** The members of a body that ask for thinking, in the host's words; empty leaves the model at its default. */
export function encodeThinking(request: MessagesRequest, scope: EncodeScope): JsonObject {
  const wish = wishOf(request, scope.context);
  const members = controls[scope.quirks.thinkingControl](wish);
  if (wish.effort !== undefined && Object.keys(members).length === 0) scope.dropped.add("effort");
  return members;
}
