import { didYouMean } from "../../config/did-you-mean.ts";
import { type ExitCode, exitCodes, UserError } from "../../errors.ts";
import type { FeatureName } from "../../pipeline/probe/feature-name.ts";
import { openTable } from "../format-table.ts";
import type { Location } from "../locate.ts";
import { printJson, type Terminal } from "../terminal.ts";
import { askTests, runTest } from "./ask-tests.ts";
import { type Admin, reachAdmin } from "./reach-admin.ts";
import { announceTest, explainResults, featureWords, gridRow, openGrid } from "./render-test.ts";
import type { ProviderTest, TestResult } from "./test-schema.ts";

/** What `ccm provider test` is told on the command line. */
export interface TestOptions {
  readonly model?: string;
  readonly feature?: FeatureName;
  readonly json?: true;
}

/** The tests that were asked for. @throws UserError (exit code 2) for a name that is none */
async function planTests(
  admin: Admin,
  name: string | undefined,
  { model, feature }: TestOptions,
): Promise<readonly ProviderTest[]> {
  const tests = await askTests(admin);
  const names = tests.map(({ provider }) => provider);
  if (name !== undefined && !names.includes(name)) {
    throw new UserError(
      `no provider is named "${name}"${didYouMean(name, names) || `: ${names.join(", ")}`}`,
      exitCodes.usage,
    );
  }
  const wanted = tests.filter(({ provider, enabled }) => (name === undefined ? enabled : provider === name));
  const models = wanted.flatMap((test) => test.models);
  if (model !== undefined && !models.includes(model)) {
    throw new UserError(
      `no model is named "${model}" there${didYouMean(model, models) || `: ${models.join(", ")}`}`,
      exitCodes.usage,
    );
  }
  const isNarrow = model !== undefined || feature !== undefined;
  return wanted
    .map((test) => ({
      ...test,
      models: test.models.filter((id) => model === undefined || id === model),
      features: test.features.filter((id) => feature === undefined || id === feature),
    }))
    .filter(({ models: left }) => !isNarrow || left.length > 0);
}

/**
 * Asks one question after the other, so that no rate limit is met by the test itself. A model to which nothing can be
 * sent is not asked for the rest.
 */
async function askAll(
  admin: Admin,
  test: ProviderTest,
  terminal: Terminal,
  onModel: (model: string, results: readonly TestResult[]) => void,
): Promise<readonly TestResult[]> {
  const all: TestResult[] = [];
  for (const model of test.models) {
    const results: TestResult[] = [];
    for (const feature of test.features) {
      const last = results.at(-1);
      if (last?.outcome === "untried") {
        results.push({ ...last, feature });
        continue;
      }
      terminal.progress?.(`${model}: ${featureWords(feature)} …`);
      results.push(await runTest(admin, { provider: test.provider, model, feature }));
    }
    terminal.progress?.("");
    onModel(model, results);
    all.push(...results);
  }
  return all;
}

async function showTest(
  admin: Admin,
  test: ProviderTest,
  terminal: Terminal,
): Promise<readonly TestResult[]> {
  const table = openTable();
  terminal.print(openGrid(test, table));
  const results = await askAll(admin, test, terminal, (model, row) =>
    terminal.print(gridRow(model, row, table)),
  );
  for (const line of explainResults(results)) terminal.print(line);
  return results;
}

/** Tests providers as `ccm provider test` does. @returns the exit code @throws UserError */
export async function testProviders(
  where: Location,
  name: string | undefined,
  options: TestOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const admin = await reachAdmin(where, terminal);
  try {
    const found: (ProviderTest & { readonly results: readonly TestResult[] })[] = [];
    for (const test of await planTests(admin, name, options)) {
      terminal.say(announceTest(test));
      if (test.models.length === 0) continue;
      const results = options.json
        ? await askAll(admin, test, terminal, () => undefined)
        : await showTest(admin, test, terminal);
      found.push({ ...test, results });
    }
    if (options.json) printJson(terminal, found);
    const outcomes = found.flatMap(({ results }) => results.map(({ outcome }) => outcome));
    const served = outcomes.every((outcome) => outcome === "ok" || outcome === "unsupported");
    return served ? exitCodes.done : exitCodes.failed;
  } finally {
    await admin.close();
  }
}
