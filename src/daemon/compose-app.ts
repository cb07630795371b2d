import { openAdminToken } from "../admin/admin-token.ts";
import { createAdmin } from "../admin/create-admin.ts";
import { openAccounts } from "../auth/open-accounts.ts";
import { createAffinity } from "../chain/affinity.ts";
import { createCooldowns } from "../chain/cooldown.ts";
import { createRepeatBudget } from "../chain/repeat-budget.ts";
import { createResolveCandidates, type Target } from "../chain/target.ts";
import type { Config } from "../config/config.ts";
import { secretsOf } from "../config/secrets-of.ts";
import { withDemo } from "../demo/demo-fetch.ts";
import { UpstreamError } from "../errors.ts";
import { bypassLoopback, proxyVariable } from "../http/environment-proxy.ts";
import { isReachable } from "../http/is-reachable.ts";
import { createUpstreamFetch } from "../http/upstream-fetch.ts";
import type { Log } from "../log.ts";
import type { AttemptDependencies } from "../pipeline/attempt.ts";
import { createCountTokens } from "../pipeline/count-tokens.ts";
import { createPipeline } from "../pipeline/handle.ts";
import { createLiveRequests } from "../pipeline/live-requests.ts";
import { createLiveStreams } from "../pipeline/live-streams.ts";
import { createRefusedParameters } from "../pipeline/refused-parameters.ts";
import { createThinkingMemory } from "../pipeline/thinking-memory.ts";
import { providerRow } from "../providers/table.ts";
import { createApp } from "../server/app.ts";
import { isLoopback } from "../server/middleware/check-host.ts";
import { isFromWithin } from "../server/middleware/is-from-within.ts";
import { metrics as metricsRoute } from "../server/routes/metrics.ts";
import { oauthRoutes } from "../server/routes/oauth.ts";
import { combineRecorders } from "../usage/combine-recorders.ts";
import { createTokenEstimator } from "../usage/estimate/create-token-estimator.ts";
import { measureBody } from "../usage/estimate/measure-body.ts";
import { type LedgerStatus, openLedger } from "../usage/ledger/open-ledger.ts";
import { logRequests } from "../usage/log-requests.ts";
import { createMetrics } from "../usage/metrics/create-metrics.ts";
import { readLive } from "../usage/queries/read-live.ts";
import { redact } from "../usage/redact.ts";
import { commit, version } from "../version.ts";
import { wait } from "../wait.ts";
import { openCooldownFile } from "./cooldown-file.ts";
import { followConfig } from "./live-config.ts";
import { createNewId } from "./new-id.ts";
import { readProcessFigures } from "./process-figures.ts";
import { restWhenQuiet } from "./rest-when-quiet.ts";
import { restartSignal } from "./run-until-stopped.ts";
import type { AppParts } from "./serve.ts";
import type { ServedApp } from "./served-app.ts";

/** What metrics say of the ledger where `[usage] enabled = false`. */
const ledgerOff: LedgerStatus = {
  state: "off",
  reason: "usage.enabled is false",
  written: 0,
  queued: 0,
  dropped: 0,
};

/** Says which of the providers' hosts are reached through a proxy: it explains failures that no config does. */
function tellOfProxies({ providers }: Config, log: Log): void {
  const proxied = providers.flatMap(({ name, type, baseUrl = providerRow(type).baseUrl }) => {
    const variable = baseUrl && URL.canParse(baseUrl) && proxyVariable(new URL(baseUrl), process.env);
    return variable ? `${name} (${variable})` : [];
  });
  if (proxied.length > 0) log.info("providers behind a proxy", { providers: proxied.join(", ") });
}

/** Builds the application of one daemon from its parts. */
export async function composeApp(parts: AppParts): Promise<ServedApp> {
  const { paths, log, instanceId } = parts;
  const { host, port } = parts.config.server;
  const now = Date.now;
  const monotonic = (): number => performance.now();
  const newId = createNewId();
  bypassLoopback(process.env);
  tellOfProxies(parts.config, log);

  const liveConfig = followConfig(parts.config, process.env, log);
  const config = liveConfig.current;
  const accounts = openAccounts({
    folder: paths.home,
    overrides: parts.config.auth,
    environment: process.env,
    version,
    log,
    vendorOf: (login) => {
      const provider = config().providers.find(({ oauthProvider }) => oauthProvider === login);
      return provider && providerRow(provider.type).oauth;
    },
  });
  const stopRefreshing = accounts.refresher.startBackground();
  const cooldownFile = openCooldownFile(paths.cooldowns, log);
  const cooldowns = createCooldowns({
    now,
    storage: cooldownFile,
    onRest: ({ key, cause, until }) =>
      log.warn("cooling down", { ...key, cause, until: new Date(until).toISOString() }),
  });
  const live = createLiveStreams();
  const liveRequests = createLiveRequests();
  const pageStreams = new AbortController();
  const { enabled, retentionDays, maxBytes } = parts.config.usage;
  const ledger = enabled
    ? openLedger(paths.ledger, {
        log,
        bounds: () => ({
          days: retentionDays,
          megabytes: maxBytes / 1048576,
          bodies: config().server.logBodies,
        }),
      })
    : undefined;
  const metrics = createMetrics({
    version,
    commit,
    liveStreams: live.count,
    cooldowns: cooldowns.list,
    ledger: () => ledger?.status() ?? ledgerOff,
    process: readProcessFigures,
  });
  const rest = restWhenQuiet({ isBusy: () => live.count() > 0 });
  const recorder = combineRecorders([logRequests(log), metrics, rest, ...(ledger ? [ledger] : [])], (error) =>
    log.error("a finished request could not be recorded", { error: String(error) }),
  );
  const estimator = createTokenEstimator(monotonic);

  /** Whether a login's window is used up as far as `prefer_next_at_utilization` allows. */
  const isNearlySpent = ({ credential }: Target): boolean => {
    const limit = config().server.preferNextAtUtilization;
    if (limit === undefined || !credential) return false;
    const windows = accounts.facts.limitsOf(credential.id)?.windows ?? [];
    return windows.some(({ usedPercent = 0, resetAt = 0 }) => usedPercent >= limit * 100 && resetAt > now());
  };

  const attempts: AttemptDependencies = {
    fetch: withDemo(
      createUpstreamFetch({
        monotonic,
        isProxied: (url) => proxyVariable(url, process.env) !== undefined,
        isReachable,
      }),
      newId,
    ),
    thinking: createThinkingMemory(),
    refused: createRefusedParameters(),
    now,
    monotonic,
    newId,
    noteHeaders: ({ credential, provider }, headers) =>
      accounts.facts.note(credential?.id ?? `${provider.name}@passthrough`, headers),
    userAgent: `ccm/${version}`,
  };
  const shared = {
    ...attempts,
    config,
    candidates: createResolveCandidates(accounts.credentials),
    cooldowns,
    estimateTokens: (bytes: number) => Math.ceil(bytes / 4),
  };
  const pipeline = createPipeline({
    ...shared,
    repeats: createRepeatBudget(monotonic),
    affinity: createAffinity({ ttlMs: () => config().server.sessionAffinityMs, now: monotonic }),
    isNearlySpent,
    wait,
    recorder,
    log,
    live,
    redact: (text) => redact(text, secretsOf(config())),
    liveRequests,
    learnTokens: (model, { bytes, index }, tokens) =>
      estimator.learn(model, () => measureBody(bytes, index), tokens),
  });
  const flush = (): void => {
    recorder.settle();
    ledger?.flush();
  };
  const reader = ledger && readLive({ path: ledger.path, flush });
  const admin = createAdmin({
    config,
    configProblem: liveConfig.problem,
    configLoadedAt: liveConfig.loadedAt,
    restart: () => process.kill(process.pid, restartSignal),
    reload: liveConfig.reload,
    accounts,
    cooldowns,
    ledger: ledger && reader && { ask: reader.ask, status: ledger.status },
    live: liveRequests,
    closing: pageStreams.signal,
    pipeline,
    now,
    monotonic,
    newId,
    startedAt: now(),
    version,
    address: { host, port },
    adminToken: isLoopback(host) ? undefined : await openAdminToken(paths.adminToken),
    isFromWithin: (request) => isFromWithin(request.headers, parts.peerOf(request), port),
    adminTokenPath: paths.adminToken,
  });
  const app = createApp({
    config,
    pipeline,
    countTokens: createCountTokens({
      ...shared,
      estimate: (model, { bytes, index }) => estimator.estimate(model, measureBody(bytes, index)),
    }),
    log,
    instanceId,
    address: { host, port },
    pendingRequests: parts.pendingRequests,
    maxBodyBytes: () => config().server.maxBodyBytes,
    newId,
    now,
    monotonic,
    mount: (routes) => {
      routes.get(
        "/metrics",
        metricsRoute(() => {
          recorder.settle();
          return metrics.render();
        }),
      );
      // Before all else under /api: it guards those routes too.
      routes.route("/", admin);
      routes.route("/", oauthRoutes({ accounts, now }));
    },
  });

  return {
    fetch: (request) => app.fetch(request),
    liveStreams: live.count,
    endStreams: () =>
      live.end(new UpstreamError({ kind: "overloaded", message: "ccm is stopping; ask again in a moment" })),
    closePages: () => pageStreams.abort(),
    reload: liveConfig.reload,
    async close() {
      rest.close();
      liveConfig.close();
      stopRefreshing();
      await accounts.close();
      recorder.settle();
      reader?.close();
      ledger?.close();
      await cooldownFile.flush();
    },
  };
}
