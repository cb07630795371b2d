import { type LogLevel, logLevels } from "../log.ts";
import { Secret } from "../secret.ts";
import type { ServerConfig, Timeouts } from "./config.ts";
import { didYouMean } from "./did-you-mean.ts";
import { resolveReference } from "./environment.ts";
import type { FindingLog } from "./findings.ts";
import type { Environment } from "./paths.ts";
import type { FileProvider, FileServer } from "./schema.ts";
import type { TomlPath } from "./toml-source.ts";

/** Where ccm listens unless its config says otherwise. */
export const defaultAddress = { host: "127.0.0.1", port: 13_456 } as const;

const defaultTimeouts: Timeouts = {
  apiMs: 600_000,
  connectMs: 10_000,
  firstEventMs: 120_000,
  idleMs: 300_000,
};

const defaultDrainMs = 30_000;
const defaultSendMs = 600_000;
const bytesPerMegabyte = 1024 * 1024;

/** Fills in `[server]`. */
export function readServer(file: FileServer, env: Environment, findings: FindingLog): ServerConfig {
  const apiKey = readClientKey(file.api_key, env, findings);
  const { drain_timeout_ms: drain, send_timeout_ms: send } = file.timeouts ?? {};
  return {
    host: file.host || defaultAddress.host,
    port: file.port ?? defaultAddress.port,
    ...(apiKey === undefined ? {} : { apiKey }),
    logLevel: readLogLevel(file.log_level, findings),
    ...(file.log_format === undefined ? {} : { logFormat: file.log_format }),
    logBodies: file.log_bodies ?? false,
    allowedHosts: file.allowed_hosts ?? [],
    allowedOrigins: file.allowed_origins ?? [],
    maxBodyBytes: (file.max_body_mb ?? 32) * bytesPerMegabyte,
    timeouts: { ...defaultTimeouts, ...readTimeouts(file.timeouts, ["server", "timeouts"], findings) },
    maxConcurrentRequests: file.max_concurrent_requests ?? 2048,
    sendMs: send || defaultSendMs,
    drainMs: drain ?? defaultDrainMs,
    sessionAffinityMs: file.session_affinity_ms ?? 300_000,
    ...(file.prefer_next_at_utilization === undefined
      ? {}
      : { preferNextAtUtilization: file.prefer_next_at_utilization }),
  };
}

const timeoutKeys = [
  ["apiMs", "api_timeout_ms"],
  ["connectMs", "connect_timeout_ms"],
  ["firstEventMs", "first_event_timeout_ms"],
  ["idleMs", "idle_timeout_ms"],
] as const;

/** The timeouts that a table states. Zero would end everything at once; claude-code-mux took it without effect, so does ccm. */
export function readTimeouts(
  file: FileProvider["timeouts"],
  path: TomlPath,
  findings: FindingLog,
): Partial<Timeouts> {
  const timeouts: Partial<Record<keyof Timeouts, number>> = {};
  for (const [member, key] of timeoutKeys) {
    const value = file?.[key];
    if (value === 0) findings.warn([...path, key], "0 leaves no time at all: the default is used");
    else if (value !== undefined) timeouts[member] = value;
  }
  return timeouts;
}

/** Any text was accepted by claude-code-mux, which never looked at it. */
function readLogLevel(written: string | undefined, findings: FindingLog): LogLevel {
  const level = logLevels.find((known) => known === written);
  if (level === undefined && written) {
    const near = didYouMean(written, logLevels);
    findings.warn(["server", "log_level"], `unknown log level "${written}", info is used${near}`);
  }
  return level ?? "info";
}

/** An unset variable must not open the door: it is an error here, while a provider would only be left out. */
function readClientKey(
  written: string | undefined,
  env: Environment,
  findings: FindingLog,
): Secret | undefined {
  if (!written) return undefined;
  const resolved = resolveReference(written, env);
  if (resolved.kind === "value") return new Secret(resolved.value);
  findings.error(
    ["server", "api_key"],
    `$${resolved.variable} is unset: set it, or remove the line to let clients in without a key`,
  );
  return undefined;
}
