import { startCcm } from "../../../test/support/ccm/start-ccm.ts";
import { sendRequest } from "../../../test/support/client/send-request.ts";
import { head, piece } from "../../../test/support/stand-in/frame-response.ts";
import {
  type Exchange,
  type ReceivedRequest,
  startStandIn,
} from "../../../test/support/stand-in/start-stand-in.ts";
import { type Step, send, stall } from "../../../test/support/stand-in/step.ts";
import { textAnswer } from "../../../test/support/wire/answer.ts";
import { encodeSse } from "../../../test/support/wire/encode-sse.ts";
import type { WireId } from "../../../test/support/wire/wire.ts";
import { wires } from "../../../test/support/wire/wires.ts";
import { makeMessagesBody } from "../make-body.ts";
import { type Bench, below, type Finding, type Workload } from "../report.ts";
import { quantile } from "../statistics.ts";

/** When the client leaves: before the upstream has said a word, or in the middle of the answer. */
type Moment = "waiting" | "in mid-stream";

const eventStream = { "content-type": "text/event-stream" };
const wireOf: Readonly<Record<string, WireId>> = { relay: "anthropic", translate: "openai-chat" };

function answerThenSilence(request: ReceivedRequest): Step[] {
  const [, way = "", moment] = request.target.split("/");
  const wire = wires[wireOf[way] ?? "anthropic"];
  const frames = wire.frames(textAnswer, "bench");
  const said = encodeSse(frames.slice(0, frames.findIndex(({ label }) => label === "text") + 1)).join("");
  if (moment === "waiting") return [stall];
  return [send(head(200, eventStream, "chunked")), send(piece(said, "chunked")), stall];
}

async function run(bench: Bench): Promise<Finding[]> {
  const standIn = await startStandIn({ script: answerThenSilence });
  const ways = Object.entries(wireOf).flatMap(([way, wire]) =>
    (["waiting", "in mid-stream"] as const).map((moment) => ({
      name: `${way}-${moment.replaceAll(" ", "-")}`,
      way,
      moment,
      wire,
    })),
  );
  const ccm = await startCcm({
    command: bench.command,
    config: {
      server: ['log_level = "error"'],
      providers: ways.map(({ name, way, moment, wire }) => ({
        name,
        wire: wires[wire],
        url: `${standIn.url}/${way}/${moment === "waiting" ? moment : "midst"}`,
      })),
      models: ways.map(({ name }) => ({ name, mappings: [{ provider: name, model: "bench" }] })),
    },
  });
  try {
    const findings: Finding[] = [];
    for (const { name, way, moment } of ways) {
      const delays: number[] = [];
      for (let nth = 0; nth < (bench.quick ? 30 : 200); nth++) {
        delays.push(
          await leave(`${ccm.url}/v1/messages`, name, moment, standIn.exchanges, nth % 2 ? "fin" : "reset"),
        );
      }
      const p99 = quantile(delays, 0.99);
      findings.push({
        id: "W14",
        what: `client leaves ${moment} (${way}): upstream closed p50 / p99`,
        ccm: `${quantile(delays, 0.5).toFixed(1)} / ${p99.toFixed(1)} ms`,
        goal: below(p99, 50, " ms p99"),
      });
    }
    return findings;
  } finally {
    await ccm.stop();
    await standIn.close();
  }
}

/** Milliseconds from the client's leaving until the upstream saw its connection close. */
async function leave(
  url: string,
  model: string,
  moment: Moment,
  exchanges: readonly Exchange[],
  how: "fin" | "reset",
): Promise<number> {
  const before = exchanges.length;
  const body = makeMessagesBody(2000, { model, stream: true });
  const headers = { "content-type": "application/json", "x-api-key": "any" };
  const request = sendRequest({ url, headers, body, timeoutMs: 10_000 });
  if (moment === "waiting") await until(() => exchanges.length > before);
  else await request.sees(textAnswer.text?.[0] ?? "");
  const leftAt = performance.now();
  request.abort(how);
  const exchange = exchanges[before];
  await until(() => exchange?.closedAt !== undefined);
  return (exchange?.closedAt ?? Number.NaN) - leftAt;
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error("waited 5 s in vain");
    await Bun.sleep(1);
  }
}

export const disconnect: Workload = { id: "W14", title: "a client that leaves", run };
