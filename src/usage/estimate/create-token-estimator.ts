import type { PromptSize } from "./measure-body.ts";

/**
 * Estimates prompt tokens from sizes, and learns each model's density from the counts that providers return: a
 * tokenizer in the process would cost 75 to 105 MB. After one answer the same conversation, grown, is met within a few
 * per cent.
 */
export interface TokenEstimator {
  /** Tokens that a prompt of this size comes to for the provider's model. */
  estimate(model: string, size: PromptSize): number;
  /**
   * Takes in what a provider counted: the whole prompt, cached tokens included. Measures the prompt only when it has
   * not done so for this model in the last seconds, so that it may be offered every answer.
   */
  learn(model: string, measure: () => PromptSize, tokens: number): void;
}

/** Bytes of JSON per token before anything is learnt; between the tokenizers of today's vendors. */
const bytesPerToken = { text: 3.3, tools: 3.6 } as const;
const modelLimit = 200;
const learnEveryMs = 5_000;
/** No tokenizer strays further from the guess than this; what does is a count of something else. */
const [leastDensity, greatestDensity] = [0.3, 3.5];

/** Multiplies the guess for each kind of text. */
interface Density {
  readonly text: number;
  readonly tools: number;
}

const unlearnt: Density = { text: 1, tools: 1 };

function clamp(density: number): number {
  return Math.min(greatestDensity, Math.max(leastDensity, density));
}

function guess(size: PromptSize): Density {
  return { text: size.text / bytesPerToken.text, tools: size.tools / bytesPerToken.tools };
}

/** The nearest densities that explain the count exactly: the kind that makes up more of the prompt moves more. */
function corrected(density: Density, expected: Density, tokens: number): Density {
  const error = tokens - (density.text * expected.text + density.tools * expected.tools);
  const weight = expected.text ** 2 + expected.tools ** 2;
  return {
    text: clamp(density.text + (error * expected.text) / weight),
    tools: clamp(density.tools + (error * expected.tools) / weight),
  };
}

interface Learnt {
  readonly density: Density;
  readonly at: number;
}

/** Creates an estimator that has learnt nothing yet. `now`: milliseconds of a clock that never goes back. */
export function createTokenEstimator(now: () => number): TokenEstimator {
  const models = new Map<string, Learnt>();

  const remember = (model: string, density: Density): void => {
    models.delete(model);
    models.set(model, { density, at: now() });
    const [oldest] = models.keys();
    if (models.size > modelLimit && oldest !== undefined) models.delete(oldest);
  };

  return {
    estimate(model, size) {
      const { text, tools } = models.get(model)?.density ?? unlearnt;
      const expected = guess(size);
      return Math.ceil(text * expected.text + tools * expected.tools + size.media);
    },
    learn(model, measure, tokens) {
      const learnt = models.get(model);
      if (learnt !== undefined && now() - learnt.at < learnEveryMs) return;
      const size = measure();
      const expected = guess(size);
      const words = expected.text + expected.tools;
      const counted = tokens - size.media;
      // Next to images that are only roughly known, text would learn their error.
      if (words < 50 || !(counted > 0) || size.media > tokens / 2) return;
      // The first count tells how fine the tokenizer is; later ones how text and tools differ under it.
      const scale = clamp(counted / words);
      remember(model, learnt ? corrected(learnt.density, expected, counted) : { text: scale, tools: scale });
    },
  };
}
