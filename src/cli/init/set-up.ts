import { existsSync } from "node:fs";
import { firstRunConfig } from "../../config/first-run.ts";
import { readConfigText } from "../../config/load.ts";
import type { Setup, SetupProvider } from "../../config/setup.ts";
import { writeSetup } from "../../config/write-setup.ts";
import { type ExitCode, exitCodes, UserError } from "../../errors.ts";
import { providerRow } from "../../providers/table.ts";
import { openAccountsOf } from "../auth/open-session.ts";
import { formatTable } from "../format-table.ts";
import type { Location } from "../locate.ts";
import { silentInstance } from "../silent-instance.ts";
import { isAnswered, printJson, type Terminal } from "../terminal.ts";
import { userHomeOf } from "../user-home.ts";
import { writeConfig } from "../write-config.ts";
import { type Candidate, withUniqueNames } from "./candidate.ts";
import { findOnThisMachine, readOptions } from "./gather-candidates.ts";
import { nextSteps } from "./next-steps.ts";
import { planSetup } from "./plan-setup.ts";
import type { Trial } from "./try-providers.ts";

/** What `ccm init` is told on the command line. */
export interface InitOptions {
  readonly provider?: readonly string[];
  readonly baseUrl?: readonly string[];
  readonly default?: string;
  readonly think?: string;
  readonly background?: string;
  readonly yes?: true;
  readonly force?: true;
  /** False after `--no-test`. */
  readonly test: boolean;
  readonly json?: true;
}

/** The first provider with the models that the options name. */
function withModels(one: Candidate, { default: main, think, background }: InitOptions): Candidate {
  const chosen = main ?? one.models?.main;
  if (chosen === undefined) return one;
  // Another default is of another family: the usual models beside it need not fit.
  const usual = main === undefined ? one.models : undefined;
  const models = {
    ...usual,
    main: chosen,
    ...(think !== undefined && { think }),
    ...(background !== undefined && { background }),
  };
  return { ...one, models };
}

/** For each kind of request who is asked for what, one target a line. */
function describe({ models, routes }: Setup): string {
  const routed = Object.entries(routes);
  const rows = models.flatMap(({ name, mappings }) => {
    const kinds = routed.flatMap(([route, model]) => (model === name ? [route] : []));
    return mappings.map(({ provider, model }, index) => [
      index === 0 ? kinds.join(", ") : "  then",
      provider,
      model,
    ]);
  });
  return formatTable(rows);
}

function setupOf(candidates: readonly Candidate[]): Setup {
  const [first, ...others] = withUniqueNames(candidates);
  if (first === undefined) throw new UserError("there is no provider to set up", exitCodes.usage);
  return planSetup(first, others);
}

/** @throws UserError (2) for the first candidate that cannot go into a config as it is */
function requireComplete(candidates: readonly Candidate[]): void {
  const [first] = candidates;
  for (const one of candidates) {
    const { title, provider, models } = one;
    if (provider.baseUrl === undefined && providerRow(provider.type).baseUrl === undefined) {
      throw new UserError(`${title} needs its address: --base-url ${provider.type}=URL`, exitCodes.usage);
    }
    if (models !== undefined) continue;
    const say =
      one === first ? "--default names it" : "put it first, with --default; or add it to the config later";
    throw new UserError(`${title} has no usual model: ${say}`, exitCodes.usage);
  }
}

/** What to set up, without a question: what the options name, else what is found and complete. */
async function choose(where: Location, options: InitOptions, terminal: Terminal): Promise<Candidate[]> {
  if (options.provider !== undefined) {
    const named = await readOptions(options.provider, options.baseUrl ?? [], terminal.env);
    // The demo has a config of its own, which is written when nobody else answers.
    const [first, ...others] = named.filter(({ provider }) => provider.type !== "demo");
    const candidates = first === undefined ? [] : [withModels(first, options), ...others];
    requireComplete(candidates);
    return candidates;
  }
  const found = await findOnThisMachine(where.paths.home, userHomeOf(terminal.env), terminal);
  const [first, ...others] = found;
  return first === undefined ? [] : [withModels(first, options), ...others];
}

async function interview(where: Location, options: InitOptions, terminal: Terminal): Promise<Candidate[]> {
  const { askProviders, confirmModels } = await import("./interview.ts");
  const offered = await choose(where, options, terminal);
  const named = options.provider !== undefined ? offered : await askProviders(offered, terminal.env);
  const yes = options.test ? "Yes, and try it with one small request each" : "Yes";
  return confirmModels(named, (candidates) => describe(setupOf(candidates)), where.configPath, yes);
}

/**
 * Sees to it that a config may go that holds something of its owner's: the untouched first one does not.
 * @throws UserError when it may not
 */
async function requireConsent(path: string, canAsk: boolean): Promise<void> {
  if (readConfigText(path) === firstRunConfig) return;
  if (!canAsk) throw new UserError(`${path} is there already: --force sets it up anew and keeps a copy`);
  const { askYes } = await import("../ask.ts");
  if (await askYes(`${path} is there already. Set up anew? A copy of it is kept.`, false)) return;
  throw new UserError("nothing was written");
}

async function tryOut(where: Location, terminal: Terminal): Promise<Trial[]> {
  const { findInstance } = await import("../../daemon/find-instance.ts");
  const standing = await findInstance(where.paths.pid);
  if (standing.state === "running" && standing.instance.configPath !== where.configPath) {
    terminal.say(`\nnot tried: the ccm that runs has another config, ${standing.instance.configPath}`);
    return [];
  }
  if (standing.state === "silent") {
    terminal.say(`\nnot tried: ${silentInstance(standing.instance).message}`);
    return [];
  }
  terminal.say("\ntrying each provider with one small request");
  const { tryProviders } = await import("./try-providers.ts");
  const trials = await tryProviders(where, terminal);
  terminal.say(formatTable(trials.map(({ provider, words }) => [`  ${provider}`, words])));
  return trials;
}

async function sayNext(
  where: Location,
  providers: readonly SetupProvider[],
  trials: readonly Trial[],
  terminal: Terminal,
): Promise<void> {
  const { findInstance } = await import("../../daemon/find-instance.ts");
  const { state } = await findInstance(where.paths.pid);
  const { store } = openAccountsOf(undefined, where.paths.home, terminal);
  const steps = nextSteps({
    providers,
    trials,
    env: terminal.env,
    hasLogin: (login) => store.get(login) !== undefined,
    isRunning: state === "running",
  });
  terminal.say(["\nnext:", ...steps.map((step) => `  ${step}`)].join("\n"));
}

/** Writes the config of the built-in demo, which answers where nobody else does. */
async function setUpDemo(
  where: Location,
  options: InitOptions,
  why: string,
  terminal: Terminal,
): Promise<void> {
  const { configPath } = where;
  await writeConfig(configPath, firstRunConfig, terminal);
  terminal.say(why);
  await sayNext(where, [], [], terminal);
  if (options.json) printJson(terminal, { config: configPath, routes: { default: "demo" }, trials: [] });
}

/**
 * Runs `ccm init`. Nothing is written before the last question is answered.
 * @returns 1 when every provider that could be tried failed; the config is there all the same
 */
export async function setUp(where: Location, options: InitOptions, terminal: Terminal): Promise<ExitCode> {
  const { configPath } = where;
  const canAsk = !options.yes && !options.json && isAnswered();
  if (existsSync(configPath) && !options.force) await requireConsent(configPath, canAsk);
  const candidates = canAsk
    ? await interview(where, options, terminal)
    : await choose(where, options, terminal);
  const usable = candidates.filter(({ models }) => models !== undefined);
  for (const { title, why, models } of candidates) {
    if (models === undefined) terminal.say(`${title}: ${why}, but it has no usual model: left out`);
  }
  if (usable.length === 0) {
    const why = canAsk
      ? "the built-in demo answers; ccm init adds real providers at any time"
      : "no key, login or local server was found: the built-in demo answers";
    await setUpDemo(where, options, why, terminal);
    return exitCodes.done;
  }
  const setup = setupOf(usable);
  const text = writeSetup(setup, "ccm, as set up by `ccm init`.", (secret) => secret.reveal());
  await writeConfig(configPath, text, terminal);
  if (!canAsk) terminal.say(describe(setup));
  const trials = options.test ? await tryOut(where, terminal) : [];
  await sayNext(where, setup.providers, trials, terminal);
  if (options.json) printJson(terminal, { config: configPath, routes: setup.routes, trials });
  const tried = trials.filter(({ outcome }) => outcome !== "untried");
  return tried.length > 0 && tried.every(({ outcome }) => outcome !== "ok")
    ? exitCodes.failed
    : exitCodes.done;
}
