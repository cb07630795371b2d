import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Environment } from "../../config/paths.ts";
import { exitCodes, UserError } from "../../errors.ts";
import { codeOf } from "../../thrown.ts";
import { userHomeOf } from "../user-home.ts";

/** Something to import from. */
export interface ImportSource {
  readonly kind: "claude-code-router" | "claude-code-mux" | "litellm" | "environment";
  /** The file or folder; empty for the environment. */
  readonly path: string;
}

/** What people call the program, in a sentence. */
export const sourceTitles: Readonly<Record<ImportSource["kind"], string>> = {
  "claude-code-router": "claude-code-router",
  "claude-code-mux": "claude-code-mux",
  litellm: "LiteLLM",
  environment: "the environment",
};

function usualPlaces(home: string, userHome: string, folder: string): readonly ImportSource[] {
  return [
    { kind: "claude-code-router", path: join(userHome, ".claude-code-router", "config.json") },
    // Where ccm itself lives in that folder, it works with those files as they are.
    ...(home === join(userHome, ".claude-code-mux")
      ? []
      : [{ kind: "claude-code-mux" as const, path: join(userHome, ".claude-code-mux") }]),
    ...["litellm_config.yaml", "litellm.yaml", "litellm-config.yaml", "proxy_config.yaml", "config.yaml"].map(
      (name) => ({ kind: "litellm" as const, path: join(folder, name) }),
    ),
    { kind: "litellm", path: join(userHome, ".litellm", "config.yaml") },
  ];
}

function isThere({ kind, path }: ImportSource): boolean {
  if (kind === "claude-code-mux") return existsSync(join(path, "config.toml"));
  if (!existsSync(path)) return false;
  try {
    // Many programs have a config.yaml.
    return kind !== "litellm" || /^model_list:/m.test(readFileSync(path, "utf8"));
  } catch {
    return false; // not to be read, so not to be offered
  }
}

/** Whatever lies in the usual places of this user, and in the current folder. */
export function findSources(home: string, userHome: string, folder: string): ImportSource[] {
  return usualPlaces(home, userHome, folder).filter(isThere);
}

/** The text of a file to import. @throws UserError (2) when it cannot be read */
export function readSource(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = codeOf(error) || String(error);
    throw new UserError(`${path} cannot be read (${code})`, exitCodes.usage);
  }
}

/** What kind of source a path is, by its name and, for a folder, by what is in it. */
function kindOfPath(path: string): ImportSource {
  if (statSync(path).isDirectory()) {
    if (existsSync(join(path, "config.toml"))) return { kind: "claude-code-mux", path };
    if (existsSync(join(path, "config.json"))) return kindOfPath(join(path, "config.json"));
    throw new UserError(`${path} has neither a config.toml nor a config.json`, exitCodes.usage);
  }
  if (/\.ya?ml$/i.test(path)) return { kind: "litellm", path };
  if (/\.json5?$/i.test(path)) return { kind: "claude-code-router", path };
  if (/\.toml$/i.test(path)) return { kind: "claude-code-mux", path };
  throw new UserError(
    `${basename(path)} is no config that can be imported: .json of claude-code-router, .yaml of LiteLLM, .toml of claude-code-mux`,
    exitCodes.usage,
  );
}

/** The source that a word or a path means. @throws UserError (2) when it means nothing that is there */
export function sourceOf(word: string, found: readonly ImportSource[], env: Environment): ImportSource {
  if (word === "env" || word === "environment") return { kind: "environment", path: "" };
  const named = found.find(({ kind }) => kind === word);
  if (named) return named;
  const path = resolve(word.startsWith("~/") ? join(userHomeOf(env), word.slice(2)) : word);
  if (existsSync(path)) return kindOfPath(path);
  const isKind = Object.hasOwn(sourceTitles, word);
  throw new UserError(
    isKind ? `no config of ${word} is in its usual place: name its path` : `${path}: there is no such file`,
    exitCodes.usage,
  );
}
