import * as v from "valibot";

const text = v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String)));

/** What a deployment of LiteLLM says of its host; `os.environ/NAME` may stand for any text. */
export const litellmParams = v.looseObject({
  model: v.optional(v.string()),
  api_key: text,
  api_base: text,
  base_url: text,
  litellm_credential_name: v.optional(v.string()),
  custom_llm_provider: v.optional(v.string()),
  max_tokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  extra_headers: v.optional(v.record(v.string(), v.string())),
  vertex_project: text,
  vertex_location: text,
});
/** A deployment as it was read. */
export type LiteLlmParams = v.InferOutput<typeof litellmParams>;

/** Members of a deployment that say where and what it is; others tune it. */
export const placeKeys: ReadonlySet<string> = new Set(Object.keys(litellmParams.entries));
