import { sendRequest } from "../../../test/support/client/send-request.ts";
import { makeMessagesBody } from "../make-body.ts";
import { type Bench, below, type Finding, type Workload } from "../report.ts";
import { modelName, startArms } from "../start-arms.ts";

const headers = { "content-type": "application/json", "x-api-key": "any" };

/** The longest silence in any of 20 streams of 20 ms ticks, while something else goes on for a while. */
async function longestGap(url: string, body: Uint8Array, meanwhile: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let watching = false;
  const streams = Array.from({ length: 20 }, () => {
    let last = Number.NaN;
    const onBody = (_: Uint8Array, at: number): void => {
      if (watching && at - last > longest) longest = at - last;
      last = at;
    };
    return sendRequest({ url, headers, body, timeoutMs: 30_000, onBody });
  });
  await Bun.sleep(1500);
  watching = true;
  await meanwhile();
  await Bun.sleep(500);
  watching = false;
  for (const stream of streams) stream.abort("fin");
  await Promise.all(streams.map(({ response }) => response));
  return longest;
}

async function run(bench: Bench): Promise<Finding[]> {
  const arms = await startArms(bench);
  const kind = "drip-400-20";
  const findings: Finding[] = [];
  try {
    for (const wire of ["anthropic", "openai-chat"] as const) {
      const small = makeMessagesBody(2000, { model: modelName(wire, kind), stream: true });
      const large = makeMessagesBody(32_000_000, { model: modelName(wire, "json"), stream: false });
      const path = wire === "anthropic" ? "/v1/messages" : "/v1/chat/completions";
      const bare = arms.passThrough.url;
      const ask = (url: string) => async () => {
        const { status } = await sendRequest({ url, headers, body: large, timeoutMs: 30_000 }).response;
        if (status !== 200) throw new Error(`the large request was answered ${status}`);
      };
      const ccmUrl = `${arms.ccm.url}/v1/messages`;
      const before = await longestGap(ccmUrl, small, () => Bun.sleep(500));
      const withBare = await longestGap(
        `${bare}/${wire}/${kind}${path}`,
        small,
        ask(`${bare}/${wire}/json${path}`),
      );
      const withCcm = await longestGap(ccmUrl, small, ask(ccmUrl));
      findings.push({
        id: "W13",
        what: `32 MB to ${wire} beside 20 streams: longest gap (alone ${before.toFixed(0)} ms)`,
        passThrough: `${withBare.toFixed(0)} ms`,
        ccm: `${withCcm.toFixed(0)} ms`,
        goal: below(withCcm, 100, " ms"),
      });
    }
    return findings;
  } finally {
    await arms.stop();
  }
}

export const isolation: Workload = { id: "W13", title: "a large request beside live streams", run };
