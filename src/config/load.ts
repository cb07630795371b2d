import { readFileSync } from "node:fs";
import { exitCodes, UserError } from "../errors.ts";
import { codeOf } from "../thrown.ts";
import { checkReferences } from "./check-references.ts";
import { checkShape } from "./check-shape.ts";
import type { Config, Finding } from "./config.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { createFindingLog, type FindingLog } from "./findings.ts";
import { createLineLocator } from "./locate-line.ts";
import { configVersion, migrateConfig, versionOf } from "./migrate-config.ts";
import { parseToml } from "./parse-toml.ts";
import type { Environment } from "./paths.ts";
import { readModels } from "./read-models.ts";
import { readProviders } from "./read-providers.ts";
import { readRouter } from "./read-router.ts";
import { readServer } from "./read-server.ts";
import type { ConfigFile } from "./schema.ts";

/** A file after reading: everything that is wrong in it and, if none of that is an error, the config. */
export interface ParsedConfig {
  readonly config?: Config;
  readonly findings: readonly Finding[];
}

/**
 * Parses a config file's text. Pure: `path` is only noted, `env` resolves `$NAME`. Never throws for what the text holds;
 * the config, when there is one, is frozen and bears the warnings.
 */
export function parseConfig(
  written: string,
  source: { readonly path: string; readonly env: Environment },
): ParsedConfig {
  const toml = parseToml(written);
  if ("problem" in toml) {
    const line = toml.line === undefined ? {} : { line: toml.line };
    return {
      findings: deepFreeze([
        { severity: "error", ...line, path: "", message: `not valid TOML: ${toml.problem}` },
      ]),
    };
  }
  const { text, document } = migrateConfig({ text: written, document: toml.document });
  const findings = createFindingLog(lazily(() => createLineLocator(text)));
  const version = versionOf(document);
  if (version > configVersion) {
    const message = `written for a newer ccm (version ${version}, this one reads ${configVersion}): upgrade ccm`;
    findings.error(["config_version"], message);
    return { findings: deepFreeze(findings.list()) };
  }
  const file = checkShape(document, findings);
  const config = fillIn(file, written, source, findings);
  const list = deepFreeze(findings.list());
  if (list.some(({ severity }) => severity === "error")) return { findings: list };
  return { config: deepFreeze({ ...config, findings: list }), findings: list };
}

/**
 * Reads a config file, once.
 * @throws UserError when it cannot be read.
 */
export function loadConfig(path: string, env: Environment): ParsedConfig {
  const text = readConfigText(path);
  if (text !== undefined) return parseConfig(text, { path, env });
  return { findings: [{ severity: "error", path: "", message: "not a text file: save it as UTF-8" }] };
}

/** SHA-256 of a file's text or bytes, in hexadecimal: what `Config.revision` and the check before an edit compare. */
export function revisionOf(text: string | Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}

function fillIn(
  file: ConfigFile,
  text: string,
  { path, env }: { readonly path: string; readonly env: Environment },
  findings: FindingLog,
): Omit<Config, "findings"> {
  const config = {
    path,
    revision: revisionOf(text),
    server: readServer(file.server, env, findings),
    router: readRouter(file.router),
    providers: readProviders(file.providers, env, findings),
    models: readModels(file.models, findings),
    auth: { anthropic: file.auth.anthropic, openai: file.auth.openai, google: file.auth.google },
    usage: {
      enabled: file.usage.enabled ?? true,
      retentionDays: file.usage.retention_days ?? 90,
      maxBytes: (file.usage.max_mb ?? 256) * 1024 * 1024,
    },
  };
  checkReferences(file, config, findings);
  return config;
}

/**
 * The file's text; undefined when its bytes are not UTF-8. A byte order mark stays, so that edits keep it.
 * @throws UserError (2) when it cannot be read
 */
export function readConfigText(path: string): string | undefined {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UserError(`${path}: ${readProblem(error)}`, exitCodes.usage);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const readProblems: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; `ccm init` writes one",
  EACCES: "may not be read; its owner can change that with chmod 600",
  EISDIR: "is a folder, not a file",
};

function readProblem(error: unknown): string {
  const code = codeOf(error);
  return readProblems[code] ?? `cannot be read (${code || String(error)})`;
}

function lazily<Argument, Result>(
  create: () => (argument: Argument) => Result,
): (argument: Argument) => Result {
  let created: ((argument: Argument) => Result) | undefined;
  return (argument) => {
    created ??= create();
    return created(argument);
  };
}
