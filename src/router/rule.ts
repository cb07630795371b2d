import type { Config } from "../config/config.ts";
import type { JsonEdit } from "../http/json-splice.ts";
import type { RequestView } from "./request-view.ts";

/** What a rule found: the model it sends to and what in the request matched, in words for people. */
export interface RuleMatch {
  readonly model: string;
  readonly matched: string;
  /** What must be taken out of the body that is sent. */
  readonly edits?: readonly JsonEdit[];
}

/** What rules may look at. */
export interface RuleContext {
  readonly view: RequestView;
  readonly router: Config["router"];
  /** The configured model that a name means: itself, or what an alias of `/v1/models` stands for. */
  readonly resolveModel: (name: string) => string | undefined;
  /** Tokens that a body of this size is about. */
  readonly estimateTokens: (bytes: number) => number;
}

/** One question to a request; undefined: it does not apply. */
export type Rule = (context: RuleContext) => RuleMatch | undefined;
