import * as v from "valibot";

/*
 * What programs send to change the config, in claude-code-mux's shape. `null` there stood for an absent key.
 */

const text = v.nullish(v.string());
const texts = v.array(v.string());

const provider = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  provider_type: v.string(),
  auth_type: text,
  api_key: v.nullish(v.union([v.string(), texts])),
  oauth_provider: text,
  project_id: text,
  location: text,
  base_url: text,
  headers: v.nullish(v.record(v.string(), v.string())),
  models: v.nullish(texts),
  enabled: v.nullish(v.boolean()),
});

const mapping = v.object({ provider: v.string(), actual_model: v.string(), priority: v.number() });
const model = v.object({ name: v.pipe(v.string(), v.minLength(1)), mappings: v.array(mapping) });

const router = v.object({
  default: text,
  think: text,
  websearch: text,
  background: text,
  auto_map_regex: text,
  background_regex: text,
});

/** A list that is given stands for the whole section; keys of the router are only ever set. */
export const configPatchSchema = v.object({
  providers: v.optional(v.array(provider)),
  models: v.optional(v.array(model)),
  router: v.optional(router),
});

export type ConfigPatch = v.InferOutput<typeof configPatchSchema>;
export type ProviderPatch = v.InferOutput<typeof provider>;
export type ModelPatch = v.InferOutput<typeof model>;
export type RouterPatch = v.InferOutput<typeof router>;
