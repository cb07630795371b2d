import type { Environment } from "../../config/paths.ts";
import type { SetupProvider } from "../../config/setup.ts";
import type { Trial } from "./try-providers.ts";

/** What there is when a config has just been written. */
export interface Situation {
  readonly providers: readonly SetupProvider[];
  readonly trials: readonly Trial[];
  readonly env: Environment;
  readonly hasLogin: (login: string) => boolean;
  readonly isRunning: boolean;
}

/** What a provider lacks before it can be asked: a command for each. */
function missingOf(
  { name, auth, login = name, keys }: SetupProvider,
  { env, hasLogin }: Situation,
): readonly string[] {
  if (auth === "oauth") return hasLogin(login) ? [] : [`ccm auth login ${name}`];
  return keys.flatMap((key) => ("variable" in key && !env[key.variable] ? [`export ${key.variable}=…`] : []));
}

/** Whether the ccm that was asked lacks a variable, though it may be set here: it has those that it was started with. */
function waitsForVariable({ name, keys }: SetupProvider, trials: readonly Trial[]): boolean {
  const trial = trials.find(({ provider }) => provider === name);
  return trial?.outcome === "untried" && keys.some((key) => "variable" in key);
}

/** The commands that lead on from a fresh config, in their order. */
export function nextSteps(situation: Situation): readonly string[] {
  const { providers, trials, isRunning } = situation;
  const missing = providers.flatMap((provider) => missingOf(provider, situation));
  if (!isRunning) return [...missing, "ccm start --detach"];
  const isStale = providers.some((provider) => waitsForVariable(provider, trials));
  return [...missing, ...(isStale ? ["ccm stop", "ccm start --detach"] : ["ccm run -- claude"])];
}
