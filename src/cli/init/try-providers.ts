import type { Location } from "../locate.ts";
import { openConfig } from "../open-config.ts";
import { askTests, runTest } from "../provider/ask-tests.ts";
import { describeProviders } from "../provider/list.ts";
import { reachAdmin } from "../provider/reach-admin.ts";
import type { TestResult } from "../provider/test-schema.ts";
import type { Terminal } from "../terminal.ts";

/** What became of one small request to a provider. */
export interface Trial {
  readonly provider: string;
  readonly outcome: TestResult["outcome"];
  /** How long it took, the provider's words, or why it was not asked. */
  readonly words: string;
}

/** Only one provider was asked, so which ones were tried says nothing more. */
function brief(reason: string | null): string {
  return (reason ?? "it said nothing").replace(/ \(tried [^)]*\)$/, "");
}

const wordsOf: Readonly<Record<TestResult["outcome"], (result: TestResult) => string>> = {
  ok: ({ model, ms }) => `${model} answered in ${ms} ms`,
  unsupported: ({ model, reason }) => `${model}: ${brief(reason)}`,
  refused: ({ model, reason }) => `${model}: ${brief(reason)}`,
  untried: ({ reason }) => `not tried: ${brief(reason)}`,
};

/**
 * Asks every provider of the config that is ready for a word, by its first model and all at once. It costs a few tokens.
 * One that waits for a key, a login or the client's own is not asked.
 */
export async function tryProviders(where: Location, terminal: Terminal): Promise<Trial[]> {
  const config = await openConfig(where.configPath, terminal);
  const states = await describeProviders(config, where.paths.home, terminal);
  const admin = await reachAdmin(where, terminal);
  const waits = (name: string): string | undefined => {
    const own = config.providers.find((provider) => provider.name === name);
    if (own?.authType === "passthrough") return "only Claude Code can send its own login";
    return states.find((line) => line.name === name && line.state !== "ready")?.state;
  };
  try {
    // A ccm that runs may not have noticed the new file yet.
    await admin.ask("/api/restart", {});
    const tests = await askTests(admin);
    return await Promise.all(
      tests.map(async ({ provider, models: [model = ""] }): Promise<Trial> => {
        const state = waits(provider);
        if (state !== undefined) return { provider, outcome: "untried", words: `not tried: ${state}` };
        const result = await runTest(admin, { provider, model, feature: "streaming" });
        return { provider, outcome: result.outcome, words: wordsOf[result.outcome](result) };
      }),
    );
  } finally {
    await admin.close();
  }
}
