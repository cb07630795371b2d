import { afterEach, describe, expect, test } from "bun:test";
import { openDaemon } from "./open-daemon.ts";

interface Asked {
  readonly model: string;
  readonly messages: unknown;
  readonly stream: boolean;
  readonly tools?: unknown;
  readonly thinking?: unknown;
}

type Say = (asked: Asked) => Response;

const servers: Bun.Server<undefined>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(true);
});

/** A provider that is asked in Anthropic's format and answers as `say` says. */
function serveProvider(say: Say): { readonly url: string; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const body = (await request.json()) as Asked;
      asked.push(body);
      return say(body);
    },
  });
  servers.push(server);
  return { url: server.url.origin, asked };
}

const usage = { input_tokens: 10, output_tokens: 5 };

function message(content: readonly object[], stop_reason = "end_turn"): Response {
  const head = { id: "msg_1", type: "message", role: "assistant", model: "m", stop_sequence: null };
  return Response.json({ ...head, content, stop_reason, usage });
}

const text = (words: string) => ({ type: "text", text: words });
const call = (city: string) => ({
  type: "tool_use",
  id: `toolu_${city}`,
  name: "get_weather",
  input: { city },
});

/** A stream of so many events; six are whole. */
function stream(length = 6): Response {
  const head = { id: "msg_1", type: "message", role: "assistant", model: "m", content: [], usage };
  const events = [
    JSON.stringify({ type: "message_start", message: head }),
    '{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
    '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"one"}}',
    '{"type":"content_block_stop","index":0}',
    '{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}',
    '{"type":"message_stop"}',
  ];
  const body = events
    .slice(0, length)
    .map((data) => `event: ${JSON.parse(data).type}\ndata: ${data}\n\n`)
    .join("");
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** Everything works. */
const able: Say = (asked) => {
  if (asked.stream) return stream();
  if (asked.thinking) return message([{ type: "thinking", thinking: "hm", signature: "c2ln" }, text("5")]);
  if (asked.tools) return message([call("Paris"), call("Rome")], "tool_use");
  return message([text(JSON.stringify(asked.messages).includes('"image"') ? "Red" : "A heron.")]);
};

function configOf(url: string): string {
  return `[router]
default = "main"
think = "other"
[[providers]]
name = "claude"
provider_type = "anthropic"
api_key = "sk-test"
base_url = "${url}"
models = ["listed"]
[[providers]]
name = "deep"
provider_type = "deepseek"
api_key = "sk-test"
base_url = "${url}"
[[providers]]
name = "bare"
provider_type = "z.ai"
api_key = "$NO_SUCH_KEY"
[[models]]
name = "main"
[[models.mappings]]
provider = "claude"
actual_model = "claude-sonnet-4-5"
priority = 1
[[models.mappings]]
provider = "bare"
actual_model = "glm-4.6"
priority = 2
[[models]]
name = "other"
[[models.mappings]]
provider = "deep"
actual_model = "deepseek-v4-pro"
priority = 1
`;
}

interface Told {
  readonly tests: readonly { readonly at_most_usd: number }[];
  readonly error: { readonly message: string };
}

interface Found {
  readonly outcome: string;
  readonly reason: string | null;
}

async function open(say: Say) {
  const provider = serveProvider(say);
  const daemon = await openDaemon({ config: configOf(provider.url) });
  const headers = { accept: "application/json", "content-type": "application/json" };
  const post = (body: object): Promise<Response> =>
    daemon.ask("/api/providers/test", { method: "POST", headers, body: JSON.stringify(body) });
  return {
    asked: provider.asked,
    get: async (query = ""): Promise<Told> =>
      (await (await daemon.ask(`/api/providers/test${query}`, { headers })).json()) as Told,
    post,
    probe: async (feature: string, model = "claude-sonnet-4-5", name = "claude"): Promise<Found> =>
      (await (await post({ provider: name, model, feature })).json()) as Found,
  };
}

const all = ["streaming", "tools", "parallel_tools", "thinking", "images", "pdf"];

describe("GET /api/providers/test", () => {
  test("tells each provider's models, and what asking them costs at most", async () => {
    const { get, asked } = await open(able);
    const { tests } = await get();
    expect(tests).toMatchObject([
      { provider: "claude", models: ["claude-sonnet-4-5", "listed"], features: all, unpriced: ["listed"] },
      { provider: "deep", models: ["deepseek-v4-pro"], unpriced: [] },
      { provider: "bare", models: ["glm-4.6"], plan: false },
    ]);
    // 7,250 tokens in at $3 and 13,312 out at $15 a million.
    expect(tests[0]?.at_most_usd).toBeCloseTo(0.02175 + 0.19968, 8);
    expect(asked).toEqual([]);
  });

  test("tells of one provider, and what one might have meant", async () => {
    const { get } = await open(able);
    expect((await get("?provider=bare")).tests).toHaveLength(1);
    expect((await get("?provider=claud")).error.message).toBe(
      'No provider is named "claud", did you mean "claude"?',
    );
  });
});

describe("POST /api/providers/test", () => {
  test.each(all)("%s works where the model shows it", async (feature) => {
    const { probe, asked } = await open(able);
    expect(await probe(feature)).toMatchObject({ outcome: "ok", reason: null });
    expect(asked.map(({ model }) => model)).toEqual(["claude-sonnet-4-5"]); // thinking too goes past the rules
  });

  const evasive: readonly [string, Say, string][] = [
    ["tools", () => message([text("It is sunny in Paris.")]), "answered without calling the tool"],
    ["parallel_tools", () => message([call("Paris")], "tool_use"), "called one tool at a time"],
    ["parallel_tools", () => message([text("Sunny.")]), "answered without calling the tool"],
    [
      "tools",
      () => message([{ ...call(""), input: {} }], "tool_use"),
      "called the tool without its argument",
    ],
    ["thinking", () => message([text("0.05")]), "answered without thinking"],
    ["images", () => message([text("Which colour is this picture?")]), "answered without seeing the picture"],
    ["pdf", () => message([text("A bird.")]), "answered without reading the document"],
    ["tools", () => message([text("Let me")], "max_tokens"), "used up its tokens before an answer"],
  ];
  test.each(evasive)("%s is not supported by a model that only answers", async (feature, answer, reason) => {
    const { probe } = await open(answer);
    expect(await probe(feature)).toMatchObject({ outcome: "unsupported", reason });
  });

  const refusal = (status: number, type: string, words: string) => () =>
    Response.json({ type: "error", error: { type, message: words } }, { status });

  test("a request that a model cannot take is told in the upstream's words", async () => {
    const { probe } = await open(refusal(400, "invalid_request_error", "images are not supported"));
    expect(await probe("images")).toMatchObject({
      outcome: "unsupported",
      reason: "images are not supported",
    });
    expect(await probe("streaming")).toMatchObject({
      outcome: "refused",
      reason: "images are not supported",
    });
  });

  test("a provider that would not serve is told in its words, and not asked while it rests", async () => {
    const { probe, asked } = await open(refusal(401, "authentication_error", "invalid x-api-key"));
    expect(await probe("tools")).toMatchObject({ outcome: "refused", reason: "invalid x-api-key" });
    const later = await probe("images");
    expect(later.outcome).toBe("untried");
    expect(later.reason).toContain("cooling down");
    expect(asked).toHaveLength(1);
  });

  test("a stream without an end is none", async () => {
    const { probe } = await open(() => stream(4));
    expect(await probe("streaming")).toMatchObject({ outcome: "refused" });
  });

  test("what ccm knows a provider cannot is not sent", async () => {
    const { probe, asked } = await open(able);
    expect(await probe("images", "deepseek-v4-pro", "deep")).toMatchObject({
      outcome: "unsupported",
      request_id: null,
    });
    expect(asked).toEqual([]);
  });

  test("a provider without its key is not asked, and no other is in its place", async () => {
    const { probe, asked } = await open(able);
    const found = await probe("tools", "glm-4.6", "bare");
    expect(found.outcome).toBe("untried");
    expect(found.reason).toContain("$NO_SUCH_KEY is unset");
    expect(asked).toEqual([]);
  });

  test("asks for sense", async () => {
    const { post } = await open(able);
    expect((await post({ provider: "claude", model: "claude-sonnet-4-5" })).status).toBe(400);
    expect((await post({ provider: "claude", model: "gpt-9", feature: "tools" })).status).toBe(404);
    expect((await post({ provider: "nobody", model: "gpt-9", feature: "tools" })).status).toBe(404);
  });
});
