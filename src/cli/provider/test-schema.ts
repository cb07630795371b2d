import * as v from "valibot";
import { featureNames } from "../../pipeline/probe/feature-name.ts";

const feature = v.picklist(featureNames);

/** What `GET /api/providers/test` tells of a provider's test. */
export const testsSchema = v.object({
  tests: v.array(
    v.object({
      provider: v.string(),
      type: v.string(),
      enabled: v.boolean(),
      models: v.array(v.string()),
      features: v.array(feature),
      at_most_usd: v.number(),
      unpriced: v.array(v.string()),
      plan: v.boolean(),
    }),
  ),
});
/** A provider's test: what would be asked, and what that costs at most. */
export type ProviderTest = v.InferOutput<typeof testsSchema>["tests"][number];

/** What `POST /api/providers/test` found. */
export const resultSchema = v.object({
  model: v.string(),
  feature,
  outcome: v.picklist(["ok", "unsupported", "refused", "untried"]),
  reason: v.nullable(v.string()),
  ms: v.number(),
  request_id: v.nullable(v.string()),
});
/** What one question found. */
export type TestResult = v.InferOutput<typeof resultSchema>;
