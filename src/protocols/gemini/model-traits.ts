/*
 * What a Gemini model can, by its id. Google's ids are open-ended: a `gemini-…` that no row names is taken for the newest
 * kind, and a name of another family (Gemma, a tuned endpoint) for the plainest.
 * Source: Google's thinking tables and model pages (ai.google.dev, docs.cloud.google.com), November 2026.
 */

/** How hard a model of generation 3 or later thinks, least first. */
export const thinkingLevels = ["minimal", "low", "medium", "high"] as const;
export type ThinkingLevel = (typeof thinkingLevels)[number];

/** How a model's thinking is steered. Naming both a budget and a level is a 400, and so is a level for 2.5. */
export type ThinkingControl =
  | { readonly kind: "none" }
  | {
      readonly kind: "budget";
      /** Smallest budget in tokens, but for 0. */
      readonly least: number;
      readonly most: number;
      /** Whether a budget of 0 turns thinking off. */
      readonly canBeOff: boolean;
    }
  | { readonly kind: "level"; readonly levels: readonly ThinkingLevel[] };

/** What a request must know of its model. */
export interface ModelTraits {
  /**
   * Generation 3 and later: thought signatures are checked, calls have ids, images go inside a function's response, and
   * built-in tools may stand beside functions.
   */
  readonly checksSignatures: boolean;
  readonly thinking: ThinkingControl;
  /** Most output tokens, thinking included; absent where not known. */
  readonly outputLimit?: number;
}

interface TraitRow extends ModelTraits {
  /** Matches the bare, lower-case model id. The first row that matches counts. */
  readonly model: RegExp;
}

const none: ThinkingControl = { kind: "none" };
const currentOutput = 65_536;

function budget(least: number, most: number, canBeOff: boolean): ThinkingControl {
  return { kind: "budget", least, most, canBeOff };
}

function levels(...names: readonly ThinkingLevel[]): ThinkingControl {
  return { kind: "level", levels: names };
}

const rows: readonly TraitRow[] = [
  { model: /^gemini-(?:1|2\.0)/, checksSignatures: false, thinking: none, outputLimit: 8_192 },
  { model: /^gemini-2\.5.*-(?:image|tts)/, checksSignatures: false, thinking: none },
  {
    model: /^gemini-2\.5-pro/,
    checksSignatures: false,
    thinking: budget(128, 32_768, false),
    outputLimit: currentOutput,
  },
  {
    model: /^gemini-2\.5-flash-lite/,
    checksSignatures: false,
    thinking: budget(512, 24_576, true),
    outputLimit: currentOutput,
  },
  {
    model: /^gemini-(?:2\.5|robotics-er-1)/,
    checksSignatures: false,
    thinking: budget(1, 24_576, true),
    outputLimit: currentOutput,
  },
  {
    model: /^gemini-3-pro/,
    checksSignatures: true,
    thinking: levels("low", "high"),
    outputLimit: currentOutput,
  },
  {
    model: /^gemini-3(?:\.[1-6])?-flash|^gemini-3\.\d+-flash-lite/,
    checksSignatures: true,
    thinking: levels("minimal", "low", "medium", "high"),
    outputLimit: currentOutput,
  },
  {
    model: /^gemini-/,
    checksSignatures: true,
    thinking: levels("low", "medium", "high"),
    outputLimit: currentOutput,
  },
];

const plain: ModelTraits = { checksSignatures: false, thinking: none };

/** The traits of a model id, with or without `models/` or a vendor's prefix. */
export function modelTraits(model: string): ModelTraits {
  const bare = model.slice(model.lastIndexOf("/") + 1).toLowerCase();
  return rows.find((row) => row.model.test(bare)) ?? plain;
}
