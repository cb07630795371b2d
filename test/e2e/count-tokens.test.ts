import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { respond } from "../support/stand-in/frame-response.ts";
import { type Exchange, type StandIn, startStandIn } from "../support/stand-in/start-stand-in.ts";
import type { Step } from "../support/stand-in/step.ts";
import { bodyOf, type WireId } from "../support/wire/wire.ts";
import { wireIds, wires } from "../support/wire/wires.ts";

/*
 * `POST /v1/messages/count_tokens`: the provider's own count where its API has one, else an estimate, never an error.
 */

const json = { "content-type": "application/json" };

/** How each provider that counts is asked, and how it says 1234. */
const counts: Readonly<Record<string, unknown>> = {
  "/main/anthropic/v1/messages/count_tokens": {
    input_tokens: 1234,
    context_management: { original_input_tokens: 2000 },
  },
  "/main/openai-responses/v1/responses/input_tokens": {
    object: "response.input_tokens",
    input_tokens: 1234,
  },
  "/main/gemini/v1beta/models/m:countTokens": { totalTokens: 1234 },
  "/limited/v1/messages/count_tokens": { input_tokens: 1234 },
};

function answer({ target }: Exchange["request"]): Step[] {
  const [path = ""] = target.split("?");
  const count = counts[path];
  if (count !== undefined) {
    return respond({ headers: json, body: [JSON.stringify(count)], framing: "length" });
  }
  const status = path.startsWith("/limited") ? 429 : 404;
  const headers = { ...json, ...(status === 429 && { "retry-after": "3600" }) };
  const body = JSON.stringify(wires.anthropic.error(status === 429 ? "rate" : "model", "not here"));
  return respond({ status, headers, body: [body], framing: "length" });
}

let standIn: StandIn;
let ccm: RunningCcm;

beforeAll(async () => {
  standIn = await startStandIn({ script: answer });
  ccm = await startCcm({
    config: {
      server: ['log_level = "error"'],
      providers: [
        ...wireIds.map((id) => ({ name: id, wire: wires[id], url: `${standIn.url}/main/${id}` })),
        { name: "silent", wire: wires.gemini, url: `${standIn.url}/nothing` },
        { name: "limited", wire: wires.anthropic, url: `${standIn.url}/limited` },
      ],
      models: [...wireIds, "silent", "limited"].map((name) => ({
        name,
        mappings: [{ provider: name, model: "m" }],
      })),
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

const question = {
  system: "You keep bees.",
  messages: [{ role: "user", content: "How many words does this sentence have, counted one by one?" }],
  tools: [{ name: "weigh", description: "Weighs a hive", input_schema: { type: "object", properties: {} } }],
};

async function count(
  model: string,
): Promise<{ status: number; answer: unknown; asked: readonly Exchange[] }> {
  const before = standIn.exchanges.length;
  const response = await fetch(`${ccm.url}/v1/messages/count_tokens?beta=true`, {
    method: "POST",
    headers: { ...json, "x-api-key": "any" },
    body: JSON.stringify({ model, ...question }),
  });
  return {
    status: response.status,
    answer: await response.json(),
    asked: standIn.exchanges.slice(before),
  };
}

describe("count_tokens", () => {
  test("passes an Anthropic request and its answer through", async () => {
    const { answer, asked } = await count("anthropic");
    expect(answer).toEqual({
      input_tokens: 1234,
      context_management: { original_input_tokens: 2000 },
    });
    expect(asked.map(({ request }) => bodyOf(request))).toEqual([{ model: "m", ...question }]);
  });

  test.each(["gemini", "openai-responses"] satisfies WireId[])("asks %s in its own words", async (id) => {
    const { answer, asked } = await count(id);
    expect(answer).toEqual({ input_tokens: 1234 });
    const [sent = ""] = asked.map(({ request }) => Buffer.from(request.body).toString());
    for (const words of ["You keep bees.", "counted one by one", "Weighs a hive"]) {
      expect(sent).toContain(words);
    }
    expect(asked[0]?.request.headers).toMatchObject(
      id === "gemini" ? { "x-goog-api-key": "key-of-gemini" } : { authorization: `Bearer key-of-${id}` },
    );
  });

  test.each(["openai-chat", "silent"])("estimates where %s gives no count", async (model) => {
    const { status, answer } = await count(model);
    expect(status).toBe(200);
    expect(answer).toEqual({ input_tokens: expect.any(Number) });
    expect(answer).not.toEqual({ input_tokens: 1234 });
  });

  test("leaves a resting account in peace", async () => {
    expect((await count("limited")).answer).toEqual({ input_tokens: 1234 });
    const spent = await fetch(`${ccm.url}/v1/messages`, {
      method: "POST",
      headers: json,
      body: JSON.stringify({ model: "limited", max_tokens: 10, ...question }),
    });
    expect(spent.status).toBe(429);
    const { answer, asked } = await count("limited");
    expect(answer).toEqual({ input_tokens: expect.any(Number) });
    expect(asked).toEqual([]);
  });
});
