import { parseArgs } from "node:util";
import { type RunningCcm, startCcm } from "../../test/support/ccm/start-ccm.ts";
import { clientApis } from "../../test/support/client/client-api.ts";
import { sendRequest } from "../../test/support/client/send-request.ts";
import { startStandIn } from "../../test/support/stand-in/start-stand-in.ts";
import { textAnswer } from "../../test/support/wire/answer.ts";
import { drawKind, type Kind, mixConfig, playMix } from "./traffic-mix.ts";
import { growthPerHour, type Sample, watchProcess } from "./watch-process.ts";

/*
 *   bun run soak [--minutes 10] [--rate 20]
 *
 * Mixed traffic for a long time: all client APIs over all wires, targets that fail, streams that break, clients that
 * leave, and a new configuration every 20 seconds. What cannot but fail must fail, and nothing else; memory and file
 * descriptors must not grow after the warm-up.
 */

const { values: flags } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, rate: { type: "string", default: "20" } },
});
const durationMs = Number(flags.minutes) * 60_000;
const rate = Number(flags.rate);
const reloadEveryMs = 20_000;
/** Code is compiled and caches fill during the first part. */
const warmUpShare = 0.3;
/** Connections kept open to upstreams between requests. */
const mostIdleConnections = 300;
/** Megabytes an hour; a shorter run cannot tell less from noise. */
const mostGrowth = durationMs >= 1_800_000 ? 1 : 60;

process.exit(await main());

async function main(): Promise<number> {
  const standIn = await startStandIn({ script: playMix, keepNothing: true });
  const ccm = await startCcm({ config: mixConfig(standIn.url, 0) });
  const watch = watchProcess(ccm.pid);
  const tally = new Map<string, number>();
  const oddities: string[] = [];
  const pending = new Set<Promise<void>>();
  const startedAt = performance.now();
  let reloads = 0;

  const reloading = setInterval(() => void ccm.configure(mixConfig(standIn.url, ++reloads)), reloadEveryMs);
  for (let sent = 0; performance.now() - startedAt < durationMs; sent++) {
    const asked = askOne(ccm, drawKind(Math.random()), sent).then(({ kind, got }) => {
      tally.set(kind.outcome, (tally.get(kind.outcome) ?? 0) + 1);
      if (got !== kind.outcome) oddities.push(`${kind.name}: ${got} instead of ${kind.outcome}`);
      pending.delete(asked);
    });
    pending.add(asked);
    await Bun.sleep(startedAt + ((sent + 1) * 1000) / rate - performance.now());
  }
  clearInterval(reloading);
  await Promise.all(pending);
  await Bun.sleep(3000);
  watch.stop();
  const complaints = ccm
    .log()
    .split("\n")
    .filter((line) => /unhandled|internal error|"level":"error"/i.test(line));
  await ccm.stop();
  await standIn.close();
  return report(tally, oddities, complaints, watch.samples, reloads);
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

function report(
  tally: ReadonlyMap<string, number>,
  oddities: readonly string[],
  complaints: readonly string[],
  samples: readonly Sample[],
  reloads: number,
): number {
  const settled = samples.filter(({ at }) => at > durationMs * warmUpShare);
  const [first, last] = [settled[0], samples.at(-1)];
  const growth = growthPerHour(settled);
  const requests = [...tally.values()].reduce((sum, count) => sum + count, 0);
  const peak = Math.max(...samples.map(({ rss }) => rss));
  console.log(
    `requests: ${requests} (${[...tally].map(([outcome, count]) => `${count} ${outcome}`).join(", ")}), ${reloads} reloads`,
  );
  console.log(
    `memory: ${first?.rss.toFixed(1)} MB after the warm-up, ${last?.rss.toFixed(1)} at the end, ${peak.toFixed(1)} at most`,
  );
  console.log(`growth after the warm-up: ${growth.toFixed(1)} MB an hour (at most ${mostGrowth})`);
  console.log(`file descriptors: ${samples[0]?.descriptors} at the start, ${last?.descriptors} at the end`);
  for (const oddity of oddities.slice(0, 20)) console.log(`ODD  ${oddity}`);
  for (const line of complaints.slice(0, 20)) console.log(`LOG  ${line.slice(0, 300)}`);
  const leaking = (last?.descriptors ?? 0) - (samples[0]?.descriptors ?? 0) > mostIdleConnections;
  const failures = oddities.length + complaints.length + (growth > mostGrowth ? 1 : 0) + (leaking ? 1 : 0);
  console.log(
    `soak: ${oddities.length} odd outcomes, ${complaints.length} complaints${failures === 0 ? "; ok" : "; FAILED"}`,
  );
  return failures === 0 ? 0 : 1;
}
