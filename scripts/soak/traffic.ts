import { parseArgs } from "node:util";
import { type RunningCcm, startCcm } from "../../test/support/ccm/start-ccm.ts";
import { clientApis } from "../../test/support/client/client-api.ts";
import { sendRequest } from "../../test/support/client/send-request.ts";
import { startStandIn } from "../../test/support/stand-in/start-stand-in.ts";
import { textAnswer } from "../../test/support/wire/answer.ts";
import { openFadingLogin } from "./fading-login.ts";
import { reloadOften } from "./reload-often.ts";
import { reportSoak } from "./report-soak.ts";
import { drawKind, type Kind, mixConfig, playMix } from "./traffic-mix.ts";
import { wakeupsOf, watchProcess } from "./watch-process.ts";

/*
 *   bun run soak [--minutes 10] [--rate 60]
 *
 * Mixed traffic for a long time: all client APIs over all wires, targets that fail, streams that break, clients that
 * leave, a login whose tokens fade, and a new configuration every 20 seconds. What cannot but fail must fail, and
 * nothing else; memory must not grow after the warm-up; descriptors and timers must be back where they were.
 */

const { values: flags } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, rate: { type: "string", default: "60" } },
});
const durationMs = Number(flags.minutes) * 60_000;
const rate = Number(flags.rate);
const reloadEveryMs = Math.min(20_000, durationMs / 6);
/** Upstream connections that serve again are kept for a while. */
const settleMs = 12_000;

process.exit(await main());

async function main(): Promise<number> {
  const login = openFadingLogin();
  const standIn = await startStandIn({ script: (request) => playMix(request, login), keepNothing: true });
  const configOf = (generation: number) => mixConfig(standIn.url, generation);
  const ccm = await startCcm({ config: configOf(0), env: login.server.environment });
  await login.store(ccm.home);
  await Bun.sleep(1000);
  const wakeupsBefore = await wakeupsOf(ccm.pid);
  const watch = watchProcess(ccm.pid);
  const reloading = reloadOften(ccm, reloadEveryMs, configOf);

  const outcomes: { kind: Kind; got: Kind["outcome"] | "broken" }[] = [];
  const pending = new Set<Promise<void>>();
  const startedAt = performance.now();
  for (let sent = 0; performance.now() - startedAt < durationMs; sent++) {
    const asked = askOne(ccm, drawKind(Math.random()), sent).then((outcome) => {
      outcomes.push(outcome);
      pending.delete(asked);
    });
    pending.add(asked);
    await Bun.sleep(startedAt + ((sent + 1) * 1000) / rate - performance.now());
  }
  reloading.stop();
  await Promise.all(pending);
  await Bun.sleep(settleMs);
  watch.stop();
  const wakeupsAfter = await wakeupsOf(ccm.pid);
  const live = await liveStreams(ccm);
  const log = ccm.log();
  const exitCode = await ccm.stop();
  await standIn.close();
  await login.server.stop();
  const { refreshes, reuses } = login.server.families;
  return reportSoak({
    durationMs,
    outcomes,
    log,
    samples: watch.samples,
    reloads: reloading.reloads,
    tokens: { refreshes, reuses },
    wakeups: { before: wakeupsBefore, after: wakeupsAfter },
    live,
    exitCode,
  });
}

async function liveStreams(ccm: RunningCcm): Promise<number> {
  const metrics = await (await fetch(`${ccm.url}/metrics`)).text();
  return Number(/^ccm_live_streams (\d+)/m.exec(metrics)?.[1]);
}

async function askOne(
  ccm: RunningCcm,
  kind: Kind,
  nth: number,
): Promise<{ kind: Kind; got: Kind["outcome"] | "broken" }> {
  const api = clientApis[kind.api];
  const question = { model: kind.model, stream: kind.stream, prompt: `Question ${nth}` };
  const sent = sendRequest({
    url: ccm.url + api.path,
    headers: api.headers,
    body: JSON.stringify(api.body(question)),
    timeoutMs: 60_000,
  });
  if (kind.outcome === "leaves") {
    await sent.sees(textAnswer.text?.[0] ?? "");
    sent.abort(nth % 2 === 0 ? "fin" : "reset");
    await sent.response;
    return { kind, got: "leaves" };
  }
  const response = await sent.response;
  return { kind, got: response.ended === "whole" ? api.judge(response).outcome : "broken" };
}
