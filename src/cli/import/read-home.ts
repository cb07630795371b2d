import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { readStoredLogin, type StoredLogin } from "../../auth/stored-login.ts";
import type { Finding } from "../../config/config.ts";
import { type ConfigEdit, editConfig } from "../../config/edit.ts";
import { parseConfig } from "../../config/load.ts";
import type { Environment } from "../../config/paths.ts";
import { exitCodes, UserError } from "../../errors.ts";
import { isJsonObject, parseJson } from "../../json.ts";
import { Secret } from "../../secret.ts";
import { readSource } from "./find-sources.ts";

/** A home folder of claude-code-mux, or of another ccm: its config, which is good as it is, and its logins. */
export interface ImportedHome {
  readonly text: string;
  readonly logins: readonly StoredLogin[];
  readonly findings: readonly Finding[];
}

function readLogins(path: string): StoredLogin[] {
  const entries = existsSync(path) ? parseJson(readSource(path)) : undefined;
  if (!isJsonObject(entries)) return [];
  return Object.entries(entries).flatMap(([login, entry]) => readStoredLogin(login, entry) ?? []);
}

/** Reads a home folder, or the config file in it. @throws UserError (2) when its config has errors */
export function readHome(path: string, env: Environment): ImportedHome {
  const config = statSync(path).isDirectory() ? join(path, "config.toml") : path;
  const text = readSource(config);
  const parsed = parseConfig(text, { path: config, env });
  if (parsed.config === undefined) {
    const first = parsed.findings.find(({ severity }) => severity === "error");
    throw new UserError(
      `${config} has errors: ${first?.path ?? ""} ${first?.message ?? ""}; ccm -c ${config} config check shows all`,
      exitCodes.usage,
    );
  }
  return { text, logins: readLogins(join(dirname(config), "oauth_tokens.json")), findings: parsed.findings };
}

/** The same text with every key of it masked, for a screen. */
export function maskKeys(text: string, env: Environment): string {
  const { config } = parseConfig(text, { path: "", env });
  if (config === undefined) return "";
  const masked = (key: Secret, variable: string | undefined) =>
    variable === undefined ? key.masked() : `$${variable}`;
  const edits = config.providers.flatMap(({ name, keys, keyVariables, headers }): ConfigEdit[] => {
    const shown = keys.map((key, index) => masked(key, keyVariables[index]));
    const [only, ...more] = shown;
    return [
      ...(only === undefined || keyVariables.every((variable) => variable !== undefined)
        ? []
        : [
            {
              kind: "set",
              path: ["providers", { name }, "api_key"],
              value: more.length === 0 ? only : shown,
            } as const,
          ]),
      ...Object.entries(headers).map(
        ([header, value]) =>
          ({
            kind: "set",
            path: ["providers", { name }, "headers", header],
            value: new Secret(value).masked(),
          }) as const,
      ),
    ];
  });
  const { apiKey } = config.server;
  return editConfig(text, [
    ...edits,
    ...(apiKey ? [{ kind: "set", path: ["server", "api_key"], value: apiKey.masked() } as const] : []),
  ]);
}
