import { randomBytes } from "node:crypto";
import { openAccounts } from "../auth/open-accounts.ts";
import { createAffinity } from "../chain/affinity.ts";
import { createCooldowns } from "../chain/cooldown.ts";
import { renderFindings } from "../config/diagnose.ts";
import { loadConfig } from "../config/load.ts";
import { withDemo } from "../demo/demo-fetch.ts";
import { UpstreamError } from "../errors.ts";
import { createUpstreamFetch } from "../http/upstream-fetch.ts";
import type { AttemptDependencies } from "../pipeline/attempt.ts";
import { createCountTokens } from "../pipeline/count-tokens.ts";
import { createPipeline } from "../pipeline/handle.ts";
import { createLiveStreams } from "../pipeline/live-streams.ts";
import { createThinkingMemory } from "../pipeline/thinking-memory.ts";
import { createApp } from "../server/app.ts";
import { combineRecorders } from "../usage/combine-recorders.ts";
import { openLedger } from "../usage/ledger/open-ledger.ts";
import { version } from "../version.ts";
import { openCooldownFile } from "./cooldown-file.ts";
import type { AppParts } from "./serve.ts";
import type { ServedApp } from "./served-app.ts";

/** 24 letters and digits: unique, and in the alphabet that Anthropic allows for tool ids. */
function newId(prefix: string): string {
  return (
    prefix +
    BigInt(`0x${randomBytes(18).toString("hex")}`)
      .toString(36)
      .padStart(28, "0")
      .slice(-24)
  );
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}

function isProxied(url: URL): boolean {
  const name = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  return Boolean(process.env[name] ?? process.env[name.toLowerCase()]);
}

/** Builds the application of one daemon from its parts. */
export async function composeApp(parts: AppParts): Promise<ServedApp> {
  const { paths, log, instanceId } = parts;
  let config = parts.config;
  const { host, port } = config.server;
  const now = Date.now;
  const monotonic = (): number => performance.now();

  const accounts = openAccounts({
    folder: paths.home,
    overrides: config.auth,
    environment: process.env,
    version,
    log,
  });
  const ledger = config.usage.enabled
    ? openLedger(paths.ledger, {
        log,
        bounds: { days: config.usage.retentionDays, megabytes: config.usage.maxBytes / 1048576 },
      })
    : undefined;
  const recorder = combineRecorders(ledger ? [ledger] : [], (error) =>
    log.error("a finished request could not be recorded", { error: String(error) }),
  );
  const cooldownFile = openCooldownFile(paths.cooldowns, log);
  const live = createLiveStreams();
  const attempts: AttemptDependencies = {
    fetch: withDemo(createUpstreamFetch({ isProxied }), newId),
    thinking: createThinkingMemory(),
    now,
    monotonic,
    newId,
    noteHeaders: (target, headers) => {
      if (target.credential) accounts.facts.note(target.credential.id, headers);
    },
    userAgent: `ccm/${version}`,
  };
  const estimateTokens = (bytes: number): number => Math.ceil(bytes / 4);
  const shared = { ...attempts, config: () => config, credentials: accounts.credentials };
  const pipeline = createPipeline({
    ...shared,
    cooldowns: createCooldowns({ now, storage: cooldownFile }),
    affinity: createAffinity({ ttlMs: () => config.server.sessionAffinityMs, now: monotonic }),
    wait,
    recorder,
    log,
    live,
    estimateTokens,
  });
  const app = createApp({
    config: () => config,
    pipeline,
    countTokens: createCountTokens({ ...shared, estimate: (_model, bytes) => estimateTokens(bytes.length) }),
    log,
    instanceId,
    address: { host, port },
    maxBodyBytes: () => config.server.maxBodyBytes,
    newId,
    now,
    monotonic,
  });

  return {
    fetch: (request) => app.fetch(request),
    liveStreams: live.count,
    endStreams: () =>
      live.end(new UpstreamError({ kind: "overloaded", message: "ccm is stopping; ask again in a moment" })),
    async reload() {
      const { config: fresh, findings } = loadConfig(config.path, process.env);
      if (fresh) {
        config = { ...fresh, server: { ...fresh.server, host, port } };
        log.setLevel(config.server.logLevel);
        log.info("config reloaded", { path: config.path });
        return;
      }
      const [first] = renderFindings(findings, config.path);
      log.error("config not reloaded, the last good one stays", { path: config.path, first });
    },
    async close() {
      ledger?.close();
      await cooldownFile.flush();
    },
  };
}
