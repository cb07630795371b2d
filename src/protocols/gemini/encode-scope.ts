import type { TranslationContext } from "../protocol.ts";
import type { ToolNames } from "../shared/tool-names.ts";
import type { ModelTraits } from "./model-traits.ts";

/** What the encoders of one request share. */
export interface EncodeScope {
  readonly context: TranslationContext;
  readonly traits: ModelTraits;
  readonly names: ToolNames;
  /** Notes what Gemini's format cannot hold (`top_k`, `block:container_upload`). */
  readonly drop: (loss: string) => void;
}
