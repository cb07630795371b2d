import * as v from "valibot";

/*
 * The file that `readClaudeCodeRouter` reads. Tables are loose: what is not known here is told as left out.
 */

/** A transformer by name, or with its options. */
const transformer = v.union([
  v.string(),
  v.pipe(
    v.looseTuple([v.string()]),
    v.transform((parts): unknown[] => parts),
  ),
]);
/** The transformers of a provider or of one of its models. */
export const transformers = v.object({ use: v.optional(v.array(transformer), []) });

const providerSchema = v.looseObject({
  name: v.string(),
  api_base_url: v.string(),
  api_key: v.optional(v.string()),
  models: v.optional(v.array(v.string()), []),
  transformer: v.optional(v.record(v.string(), v.unknown()), {}),
});

/** A number, also as text; anything that makes no sense for ccm is as good as none. */
const wholeNumber = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => {
      const number = Number(value ?? 0);
      return Number.isSafeInteger(number) && number > 0 ? number : undefined;
    }),
  ),
);

const target = v.nullish(v.string());
/** Its `Router`: "provider,model" for each kind of request. */
export const routerSchema = v.looseObject({
  default: v.string(),
  background: target,
  think: target,
  longContext: target,
  longContextThreshold: wholeNumber,
  webSearch: target,
});

const fallbackSchema = v.optional(v.record(v.string(), v.array(v.string())), {});

/** The whole file. */
export const fileSchema = v.looseObject({
  Providers: v.array(providerSchema),
  Router: routerSchema,
  fallback: fallbackSchema,
  APIKEY: v.optional(v.string()),
  HOST: v.optional(v.string()),
  PORT: v.optional(v.union([v.string(), v.number()])),
  API_TIMEOUT_MS: wholeNumber,
});

/** One of its `Providers`. */
export type RouterProvider = v.InferOutput<typeof providerSchema>;
/** The file as it was read. */
export type RouterFile = v.InferOutput<typeof fileSchema>;
