import { existsSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { firstRunConfig } from "../../config/first-run.ts";
import { parseConfig, readConfigText } from "../../config/load.ts";
import type { Environment } from "../../config/paths.ts";
import { defaultAddress } from "../../config/read-server.ts";
import { baseUrlOf } from "../../daemon/base-url.ts";
import { type ExitCode, exitCodes, UserError } from "../../errors.ts";
import { openAccountsOf } from "../auth/open-session.ts";
import { readClaudeVariables } from "../client-settings.ts";
import { withUniqueNames } from "../init/candidate.ts";
import { planSetup } from "../init/plan-setup.ts";
import type { Location } from "../locate.ts";
import { plural } from "../plural.ts";
import { isAnswered, printJson, type Terminal } from "../terminal.ts";
import { userHomeOf } from "../user-home.ts";
import { writeConfig } from "../write-config.ts";
import { type Draft, draftOfHome, draftOfSetup } from "./draft.ts";
import { findSources, type ImportSource, readSource, sourceOf, sourceTitles } from "./find-sources.ts";
import { readClaudeCodeRouter } from "./read-claude-code-router.ts";
import { readEnvironment } from "./read-environment.ts";
import { readHome } from "./read-home.ts";
import { readLiteLlm } from "./read-litellm.ts";

/** What `ccm import` is told on the command line. */
export interface ImportOptions {
  readonly dryRun?: true;
  readonly yes?: true;
  readonly replace?: true;
  readonly json?: true;
}

function isOwn({ kind, path }: ImportSource, configPath: string): boolean {
  if (kind !== "claude-code-mux" || !existsSync(configPath)) return false;
  const file = statSync(path).isDirectory() ? join(path, "config.toml") : path;
  return realpathSync(file) === realpathSync(configPath);
}

/** Clients that point there talk to ccm already. */
const ownOrigin = baseUrlOf(defaultAddress);

function readCandidates(terminal: Terminal) {
  const settings = readClaudeVariables(terminal.env, userHomeOf(terminal.env));
  return readEnvironment(terminal.env, settings, ownOrigin).filter(({ models }) => models !== undefined);
}

/** The source that was named, or the only one there is. @throws UserError (2) when there is none, or a choice */
async function chooseSource(
  word: string | undefined,
  where: Location,
  canAsk: boolean,
  terminal: Terminal,
): Promise<ImportSource> {
  const found = findSources(where.paths.home, userHomeOf(terminal.env), process.cwd());
  if (word !== undefined) return sourceOf(word, found, terminal.env);
  const all: readonly ImportSource[] =
    readCandidates(terminal).length > 0 ? [...found, { kind: "environment", path: "" }] : found;
  const [only, ...more] = all;
  if (only === undefined) {
    throw new UserError(
      "nothing to import was found: name a file of claude-code-router, LiteLLM or claude-code-mux; ccm init sets up anew",
      exitCodes.usage,
    );
  }
  if (more.length === 0) return only;
  if (!canAsk) {
    const names = all.map(({ kind, path }) => (path === "" ? "env" : `${path} (${sourceTitles[kind]})`));
    throw new UserError(`several things can be imported, name one: ${names.join(", ")}`, exitCodes.usage);
  }
  const { askOne } = await import("../ask.ts");
  return askOne(
    "Import from?",
    all.map((source) => ({ value: source, label: sourceTitles[source.kind], hint: source.path })),
  );
}

function readDraft(
  { kind, path }: ImportSource,
  where: Location,
  current: string | undefined,
  terminal: Terminal,
): Draft {
  const { env } = terminal;
  const title = `ccm, as imported by \`ccm import\` from ${path || "the environment"}.`;
  switch (kind) {
    case "claude-code-router":
      return draftOfSetup(readClaudeCodeRouter(readSource(path), path, env), title, current);
    case "litellm":
      return draftOfSetup(readLiteLlm(readSource(path), path, env), title, current);
    case "claude-code-mux":
      return draftOfHome(readHome(path, env), where.configPath, current, env);
    case "environment": {
      const [first, ...others] = withUniqueNames(readCandidates(terminal));
      if (first === undefined) {
        throw new UserError("no variable of the environment points a client at a provider", exitCodes.usage);
      }
      return draftOfSetup(planSetup(first, others), title, current);
    }
  }
}

/** The config to add to: none where there is none, or only the untouched first one, or it is to go. */
function currentConfig(path: string, replace: boolean): string | undefined {
  if (replace || !existsSync(path)) return undefined;
  const text = readConfigText(path);
  if (text === undefined) {
    throw new UserError(
      `${path} is not a text file, so nothing can be added to it: --replace writes it anew and keeps a copy`,
      exitCodes.usage,
    );
  }
  return text === firstRunConfig ? undefined : text;
}

/** Asks for the word, where somebody can be asked. @throws UserError when it is not given */
async function requireConsent(path: string, isAdded: boolean, canAsk: boolean): Promise<void> {
  if (!canAsk) {
    throw new UserError("nothing was written: --yes writes it, --dry-run only shows it", exitCodes.usage);
  }
  const { askYes } = await import("../ask.ts");
  if (!(await askYes(isAdded ? `Add this to ${path}?` : `Write this to ${path}?`, true))) {
    throw new UserError("nothing was written");
  }
}

/** A config with errors is no use to anybody. @throws UserError (2) with the first of them */
function requireValid({ text }: Draft, path: string, env: Environment): void {
  const { config, findings } = parseConfig(text, { path, env });
  if (config !== undefined) return;
  const first = findings.find(({ severity }) => severity === "error");
  throw new UserError(
    `nothing was written: it would make no valid config: ${first?.path ?? ""} ${first?.message ?? ""}`,
    exitCodes.usage,
  );
}

/** Puts logins into the token file, but for those it has. */
async function storeLogins({ logins }: Draft, where: Location, terminal: Terminal): Promise<void> {
  const { store } = openAccountsOf(undefined, where.paths.home, terminal);
  const fresh = logins.filter(({ login }) => store.get(login) === undefined);
  for (const stored of fresh) await store.update(stored.login, (own) => own ?? stored);
  if (fresh.length > 0) terminal.say(`logins taken over: ${fresh.map(({ login }) => login).join(", ")}`);
}

function say({ providers, models, leftOut }: Draft, terminal: Terminal): void {
  terminal.say(`${plural(providers.length, "provider")} and ${plural(models.length, "model")}`);
  if (leftOut.length > 0) terminal.say(`not taken over: ${leftOut.length}, see the comments at the end`);
}

/** Runs `ccm import`. Nothing is written before it was shown, and agreed to. */
export async function runImport(
  word: string | undefined,
  where: Location,
  options: ImportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { configPath } = where;
  const canAsk = !options.yes && !options.json && isAnswered();
  const source = await chooseSource(word, where, canAsk, terminal);
  if (isOwn(source, configPath)) {
    throw new UserError(`${configPath} is ccm's config already: files of claude-code-mux work as they are`);
  }
  const current = currentConfig(configPath, options.replace ?? false);
  const draft = readDraft(source, where, current, terminal);
  requireValid(draft, configPath, terminal.env);
  const { preview, providers, models, leftOut, logins } = draft;
  const isNothingNew = current !== undefined && providers.length === 0 && models.length === 0;
  if (options.json) {
    printJson(terminal, {
      source: source.kind,
      path: source.path,
      config: configPath,
      adds_to_config: current !== undefined,
      providers,
      models,
      logins: logins.map(({ login }) => login),
      not_taken_over: leftOut,
      text: preview,
    });
  } else if (!options.yes && !isNothingNew) terminal.print(preview.trimEnd());
  if (isNothingNew) {
    terminal.say(`all of it is in ${configPath} already: nothing to write`);
    return exitCodes.done;
  }
  say(draft, terminal);
  if (options.dryRun) return exitCodes.done;
  if (!options.yes) await requireConsent(configPath, current !== undefined, canAsk);
  await writeConfig(configPath, draft.text, terminal);
  await storeLogins(draft, where, terminal);
  terminal.say("\nnext:\n  ccm provider test --feature streaming\n  ccm start --detach");
  return exitCodes.done;
}
