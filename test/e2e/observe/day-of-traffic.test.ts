import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { ccmCommand, type RunningCcm, startCcm } from "../../support/ccm/start-ccm.ts";
import { respond } from "../../support/stand-in/frame-response.ts";
import { type ReceivedRequest, type StandIn, startStandIn } from "../../support/stand-in/start-stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { encodeSse } from "../../support/wire/encode-sse.ts";
import { wireIds, wires } from "../../support/wire/wires.ts";

setDefaultTimeout(30_000);

/*
 * A day's mix of traffic through the program: every client API to every provider's format, streamed and whole, with
 * failovers between. What the ledger sums must equal what the stand-in providers counted themselves.
 */

interface Count {
  calls: number;
  fresh: number;
  cached: number;
  output: number;
}

type Price = readonly [input: number, cached: number, output: number];

/** Dollars per million tokens: Anthropic's from ccm's own table, the others as the config states them. */
const prices: Readonly<Record<string, Price | undefined>> = {
  anthropic: [3, 0.3, 15],
  "openai-chat": undefined,
  "openai-responses": [1.25, 0.125, 10],
  gemini: [2, 0.2, 12],
  plan: [3, 0.3, 15],
};
const providers = [...wireIds, "plan"] as const;
const counts = new Map<string, Count>();
let asked = 0;

function countOf(provider: string): Count {
  const count = counts.get(provider) ?? { calls: 0, fresh: 0, cached: 0, output: 0 };
  counts.set(provider, count);
  return count;
}

/** Answers with figures that differ from request to request; each seventh call fails. */
function answer(request: ReceivedRequest): Step[] {
  const provider = request.target.split("/")[1] ?? "";
  const wire = wires[wireIds.find((id) => id === provider) ?? "anthropic"];
  const model = wire.modelOf(request);
  const at = asked++;
  const count = countOf(provider);
  count.calls += 1;
  const json = { "content-type": "application/json" };
  if (at % 7 === 6) {
    const body = JSON.stringify(wire.error("overloaded", "Busy"));
    return respond({ status: 529, headers: json, body: [body], framing: "length" });
  }
  const usage = { input: 1_000 + at * 7, cached: (at % 5) * 100, output: 10 + (at % 13) };
  count.fresh += usage.input - usage.cached;
  count.cached += usage.cached;
  count.output += usage.output;
  const said = { text: ["Low ", "tide."], stop: "end", usage } as const;
  if (!wire.wantsStream(request)) {
    return respond({ headers: json, body: [JSON.stringify(wire.json(said, model))], framing: "length" });
  }
  return respond({
    headers: { "content-type": "text/event-stream" },
    body: encodeSse(wire.frames(said, model)),
  });
}

let standIn: StandIn;
let ccm: RunningCcm;

beforeAll(async () => {
  standIn = await startStandIn({ script: answer });
  const priced = ([input, cached, output]: Price) => [
    `price = { input = ${input}, cache_read = ${cached}, output = ${output} }`,
  ];
  ccm = await startCcm({
    config: {
      server: ['log_level = "error"'],
      providers: providers.map((name) => ({
        name,
        wire: wires[name === "plan" ? "anthropic" : name],
        url: `${standIn.url}/${name}`,
        ...(name === "plan" && { extra: ['auth_type = "passthrough"'] }),
      })),
      models: providers.map((name) => {
        const price = prices[name];
        const isListed = name === "anthropic" || name === "plan";
        const extra = price && !isListed ? { extra: priced(price) } : {};
        const model = isListed ? "claude-sonnet-4-5" : "m";
        const second = { provider: "anthropic", model: "claude-sonnet-4-5" };
        return {
          name,
          mappings: [{ provider: name, model, ...extra }, ...(name === "anthropic" ? [] : [second])],
        };
      }),
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

const messages = [{ role: "user", content: "When is low tide?" }];
const apis = [
  ["/v1/messages", { max_tokens: 64, messages }],
  ["/v1/chat/completions", { messages, stream_options: { include_usage: true } }],
  ["/v1/responses", { input: "When is low tide?" }],
] as const;

async function ask(model: string, [path, body]: (typeof apis)[number], stream: boolean): Promise<number> {
  const response = await fetch(ccm.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer of-a-plan" },
    body: JSON.stringify({ model, ...body, stream }),
  });
  await response.text();
  return response.status;
}

async function run(args: readonly string[]): Promise<string> {
  const child = Bun.spawn([...ccmCommand(), ...args], {
    env: { PATH: "/nonexistent", HOME: ccm.home, CCM_HOME: ccm.home },
    stdout: "pipe",
  });
  await child.exited;
  return new Response(child.stdout).text();
}

interface Share {
  readonly name: string;
  readonly requests: number;
  readonly tokens: { readonly input: number; readonly cache_read: number; readonly output: number };
  readonly cost: { readonly billed: number; readonly list: number; readonly unpriced: number };
}

test("the ledger's sums are the providers' own, and its costs are right to the last digit", async () => {
  const rounds = 4;
  const statuses: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const stream of [true, false]) {
      for (const api of apis) {
        // One after the other: which call fails is then the same each time.
        for (const model of providers) statuses.push(await ask(model, api, stream));
      }
    }
  }
  const sent = rounds * 2 * apis.length * providers.length;
  expect(statuses).toHaveLength(sent);
  const read = async () => JSON.parse(await run(["usage", "--since", "1h", "--by", "provider", "--json"]));
  let usage = await read();
  while (usage.totals.requests < sent) usage = await read(); // until the last batch is written
  const shares = new Map<string, Share>(usage.shares.map((share: Share) => [share.name, share]));

  for (const name of providers) {
    const { calls, fresh, cached, output } = countOf(name);
    const share = shares.get(name);
    expect({ name, calls: share?.requests, ...share?.tokens }).toMatchObject({
      name,
      calls,
      input: fresh,
      cache_read: cached,
      output,
    });
    const price = prices[name];
    const [ofInput, ofCached, ofOutput] = price ?? [0, 0, 0];
    const dollars = (fresh * ofInput + cached * ofCached + output * ofOutput) / 1e6;
    expect(share?.cost.list).toBeCloseTo(dollars, 9);
    expect(share?.cost.billed).toBeCloseTo(name === "plan" ? 0 : dollars, 9);
    if (price) expect(share?.cost.unpriced).toBe(0);
    else expect(share?.cost.unpriced).toBeGreaterThan(0);
  }
  expect(usage.totals.failed).toBe(statuses.filter((status) => status >= 400).length);
  expect(usage.totals.failover).toBeGreaterThan(10);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(sent / 2);

  const metrics = await (await fetch(`${ccm.url}/metrics`)).text();
  for (const name of providers) {
    const line = new RegExp(
      `^ccm_tokens_total\\{provider="${name}",model="[^"]+",kind="output"\\} (\\d+)$`,
      "gm",
    );
    const counted = [...metrics.matchAll(line)].reduce((sum, [, value]) => sum + Number(value), 0);
    expect([name, counted]).toEqual([name, countOf(name).output]);
  }
}, 60_000);
