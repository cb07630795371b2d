import type { TranslationContext } from "../../protocol.ts";
import type { ToolNames } from "../../shared/tool-names.ts";
import type { ChatQuirks } from "../quirks.ts";

/** What every part of one request's encoding knows. */
export interface EncodeScope {
  readonly context: TranslationContext;
  readonly quirks: ChatQuirks;
  readonly toolNames: ToolNames;
  /** Collects the name of each loss once. */
  readonly dropped: Set<string>;
}
