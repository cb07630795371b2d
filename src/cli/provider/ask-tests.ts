import type { FeatureName } from "../../pipeline/probe/feature-name.ts";
import { readAnswer } from "../read-answer.ts";
import type { Admin } from "./reach-admin.ts";
import { type ProviderTest, resultSchema, type TestResult, testsSchema } from "./test-schema.ts";

const path = "/api/providers/test";
/** Longer than a probe waits for its answer. */
const longestProbeMs = 120_000;

/** Asks ccm which tests there are. @throws UserError when it does not tell */
export async function askTests(admin: Admin): Promise<readonly ProviderTest[]> {
  return readAnswer(testsSchema, await admin.ask(path), path).tests;
}

/** Has ccm ask one model for one feature: a small real request. @throws UserError when it does not tell */
export async function runTest(
  admin: Admin,
  test: { readonly provider: string; readonly model: string; readonly feature: FeatureName },
): Promise<TestResult> {
  return readAnswer(resultSchema, await admin.ask(path, { ...test }, longestProbeMs), path);
}
