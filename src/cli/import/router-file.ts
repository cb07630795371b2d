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
export const transformers = v.object({ use: v.optional(v.array(transformer), []) });

const providerSchema = v.looseObject({
  name: v.string(),
  api_base_url: v.string(),
  api_key: v.optional(v.string()),
  models: v.optional(v.array(v.string()), []),
  transformer: v.optional(v.record(v.string(), v.unknown()), {}),
});

const target = v.nullish(v.string());
export const routerSchema = v.looseObject({
  default: v.string(),
  background: target,
  think: target,
  longContext: target,
  longContextThreshold: v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(Number))),
  webSearch: target,
});

const fallbackSchema = v.optional(v.record(v.string(), v.array(v.string())), {});

export const fileSchema = v.looseObject({
  Providers: v.array(providerSchema),
  Router: routerSchema,
  fallback: fallbackSchema,
  APIKEY: v.optional(v.string()),
  HOST: v.optional(v.string()),
  PORT: v.optional(v.union([v.string(), v.number()])),
  API_TIMEOUT_MS: v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(Number))),
});

/** One of its `Providers`. */
export type RouterProvider = v.InferOutput<typeof providerSchema>;
export type RouterFile = v.InferOutput<typeof fileSchema>;
