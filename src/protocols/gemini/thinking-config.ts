import type { JsonObject } from "../../json.ts";
import type { Effort, MessagesRequest } from "../anthropic/request.ts";
import type { TranslationContext } from "../protocol.ts";
import type { ModelTraits, ThinkingControl, ThinkingLevel } from "./model-traits.ts";
import { thinkingLevels } from "./model-traits.ts";

/*
 * How a request asks Gemini to think. Anthropic says it in three ways (a budget in tokens, an effort, adaptive), Gemini
 * in two that exclude each other: a budget (2.5) or a level (3 and later).
 */

/** What thinking a request asks for. */
type Wish =
  | { readonly kind: "off" }
  | { readonly kind: "effort"; readonly effort: Exclude<Effort, "none"> }
  | { readonly kind: "budget"; readonly tokens: number }
  /** Nothing said: the model's own default holds. */
  | { readonly kind: "unsaid" };

/** How a model will think. */
export interface ThinkingPlan {
  /** `generationConfig.thinkingConfig`; absent where nothing needs saying. */
  readonly config?: JsonObject;
  /** Output tokens that thinking may use up, since Gemini counts them within `maxOutputTokens`. */
  readonly room: number;
  /** Whether the client knows that the model thinks, so that its `max_tokens` already allows for it. */
  readonly expected: boolean;
}

/** Google's own reading of an effort as a budget (its OpenAI-compatible endpoint); the two top ones are the model's most. */
const effortBudgets: Readonly<Record<Exclude<Effort, "none">, number>> = {
  minimal: 512,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: Number.POSITIVE_INFINITY,
  max: Number.POSITIVE_INFINITY,
};

const effortLevels: Readonly<Record<Exclude<Effort, "none">, ThinkingLevel>> = {
  minimal: "minimal",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
  max: "high",
};

/** Upper ends of budgets that read as a level. */
const levelSteps: readonly (readonly [tokens: number, level: ThinkingLevel])[] = [
  [1_024, "minimal"],
  [8_192, "low"],
  [16_384, "medium"],
];

/** Tokens that a level is seen to use; above it a request seldom goes. */
const levelRoom: Readonly<Record<ThinkingLevel, number>> = {
  minimal: 1_024,
  low: 4_096,
  medium: 8_192,
  high: 16_384,
};

/** For a model that decides by itself. */
const dynamicRoom = 8_192;

function asksToThink(request: MessagesRequest): boolean {
  const type = request.thinking?.type;
  return type !== undefined && type !== "disabled" && type !== "between_tools";
}

function ofEffort(effort: Effort): Wish {
  return effort === "none" ? { kind: "off" } : { kind: "effort", effort };
}

function wishOf(request: MessagesRequest, mappingEffort: Effort | undefined): Wish {
  if (mappingEffort !== undefined) return ofEffort(mappingEffort);
  const { thinking, output_config } = request;
  if (thinking !== undefined && !asksToThink(request)) return { kind: "off" };
  if (thinking?.budget_tokens !== undefined) return { kind: "budget", tokens: thinking.budget_tokens };
  if (output_config?.effort !== undefined) return ofEffort(output_config.effort);
  return { kind: "unsaid" };
}

function budgetOf(control: Extract<ThinkingControl, { kind: "budget" }>, wish: Wish): number | undefined {
  const { least, most, canBeOff } = control;
  switch (wish.kind) {
    case "off":
      return canBeOff ? 0 : least;
    case "effort":
      return Math.min(Math.max(effortBudgets[wish.effort], least), most);
    case "budget":
      return Math.min(Math.max(Math.round(wish.tokens), least), most);
    case "unsaid":
      return undefined;
  }
}

function wantedLevel(wish: Wish): ThinkingLevel | undefined {
  switch (wish.kind) {
    case "off":
      return "minimal";
    case "effort":
      return effortLevels[wish.effort];
    case "budget":
      return levelSteps.find(([tokens]) => wish.tokens <= tokens)?.[1] ?? "high";
    case "unsaid":
      return undefined;
  }
}

/** The wanted level or, where the model lacks it, the next one up: too little thought costs more than too much. */
function levelOf(accepted: readonly ThinkingLevel[], wish: Wish): ThinkingLevel | undefined {
  const wanted = wantedLevel(wish);
  if (wanted === undefined) return undefined;
  const least = thinkingLevels.indexOf(wanted);
  return accepted.find((level) => thinkingLevels.indexOf(level) >= least) ?? accepted.at(-1);
}

/** Plans a request's thinking; the mapping's effort wins over what the client says. */
export function planThinking(
  request: MessagesRequest,
  context: TranslationContext,
  { thinking: control }: ModelTraits,
): ThinkingPlan {
  const wish = wishOf(request, context.reasoningEffort);
  const expected = asksToThink(request);
  if (control.kind === "none") return { room: 0, expected };
  // Summaries of thoughts are for clients that will show them; `omitted` is what Claude Code's `-p` asks for.
  const shown = expected && wish.kind !== "off" && request.thinking?.display !== "omitted";
  const thoughts: JsonObject = shown ? { includeThoughts: true } : {};
  if (control.kind === "budget") {
    const budget = budgetOf(control, wish);
    const config = { ...(budget !== undefined && { thinkingBudget: budget }), ...thoughts };
    return plan(config, budget ?? dynamicRoom, expected);
  }
  const level = levelOf(control.levels, wish);
  const config = { ...(level !== undefined && { thinkingLevel: level }), ...thoughts };
  return plan(config, level === undefined ? dynamicRoom : levelRoom[level], expected);
}

function plan(config: JsonObject, room: number, expected: boolean): ThinkingPlan {
  return { ...(Object.keys(config).length > 0 && { config }), room, expected };
}

/**
 * The output limit to send. A client that did not ask for thinking counted only what it reads, and Gemini would spend
 * its small limit (a title, a summary) on thoughts and answer nothing; so the room for them comes on top.
 */
export function outputTokens(
  maxTokens: number | undefined,
  { room, expected }: ThinkingPlan,
  limit: number | undefined,
): number | undefined {
  if (maxTokens === undefined) return undefined;
  // 0 only warms Anthropic's prompt cache; Gemini takes no less than 1.
  if (maxTokens < 1) return 1;
  const wanted = expected && maxTokens > room ? maxTokens : maxTokens + room;
  return Math.min(wanted, limit ?? wanted);
}
