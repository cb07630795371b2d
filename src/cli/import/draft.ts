import type { StoredLogin } from "../../auth/stored-login.ts";
import { addSetup } from "../../config/add-setup.ts";
import { editConfig } from "../../config/edit.ts";
import { parseConfig } from "../../config/load.ts";
import type { Environment } from "../../config/paths.ts";
import type { LeftOut, Setup } from "../../config/setup.ts";
import { appendModels, appendProviders, type ShowSecret, withLeftOut } from "../../config/setup-tables.ts";
import { writeSetup } from "../../config/write-setup.ts";
import { exitCodes, UserError } from "../../errors.ts";
import type { Secret } from "../../secret.ts";
import { type ImportedHome, maskKeys } from "./read-home.ts";

/** What an import would write: shown first, then written. */
export interface Draft {
  /** The whole config file, with its keys. */
  readonly text: string;
  /** What is new in it, its keys masked. */
  readonly preview: string;
  readonly providers: readonly string[];
  readonly models: readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly logins: readonly StoredLogin[];
}

const reveal: ShowSecret = (secret: Secret) => secret.reveal();
const mask: ShowSecret = (secret: Secret) => secret.masked();

/**
 * Drafts a config of what was imported.
 * @param current the config to add it to; absent: it becomes a new one
 * @throws UserError when `current` is not TOML
 */
export function draftOfSetup(setup: Setup, title: string, current: string | undefined): Draft {
  const told = ({ providers, models, leftOut }: Setup) => ({
    providers: providers.map(({ name }) => name),
    models: models.map(({ name }) => name),
    leftOut,
    logins: [],
  });
  if (current === undefined) {
    return {
      text: writeSetup(setup, title, reveal),
      preview: writeSetup(setup, title, mask),
      ...told(setup),
    };
  }
  const { text, added } = addSetup(current, setup, reveal);
  const edits = [...appendProviders(added.providers, mask), ...appendModels(added.models)];
  return { text, preview: withLeftOut(editConfig("", edits), added.leftOut), ...told(added) };
}

/** Drafts a config that is another home's, word for word. @throws UserError when there is one already */
export function draftOfHome(
  home: ImportedHome,
  path: string,
  current: string | undefined,
  env: Environment,
): Draft {
  if (current !== undefined) {
    throw new UserError(
      `${path} is there already, and two configs do not add up: --replace takes the other one and keeps a copy`,
      exitCodes.usage,
    );
  }
  const { config } = parseConfig(home.text, { path, env });
  return {
    text: home.text,
    preview: maskKeys(home.text, env),
    providers: config?.providers.map(({ name }) => name) ?? [],
    models: config?.models.map(({ name }) => name) ?? [],
    leftOut: [],
    logins: home.logins,
  };
}
