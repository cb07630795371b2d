import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { Sandbox } from "../support/run-ccm.ts";

function sse(type: string, more: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
}

const opening = [
  sse("message_start", {
    message: {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "m",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    },
  }),
  sse("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
  sse("content_block_delta", { index: 0, delta: { type: "text_delta", text: "first words" } }),
].join("");

const ending = [
  sse("content_block_stop", { index: 0 }),
  sse("message_delta", {
    delta: { stop_reason: "end_turn", stop_sequence: null },
    usage: { output_tokens: 9 },
  }),
  sse("message_stop", {}),
].join("");

/** A provider that begins each answer and ends it only when it is told to. */
class Upstream implements Disposable {
  readonly #release = Promise.withResolvers<void>();
  readonly #asked = Promise.withResolvers<void>();
  /** Resolves when it was called. */
  readonly asked = this.#asked.promise;
  readonly #server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch: () => new Response(this.#answer(), { headers: { "content-type": "text/event-stream" } }),
  });

  async *#answer(): AsyncGenerator<string> {
    this.#asked.resolve();
    yield opening;
    await this.#release.promise;
    yield ending;
  }

  /** Config of the model `held`, which this upstream serves. */
  config(): string {
    return `[[providers]]
name = "held"
provider_type = "anthropic-compatible"
base_url = "${this.#server.url.origin}"
api_key = "key"
[[models]]
name = "held"
[[models.mappings]]
provider = "held"
actual_model = "m"
priority = 1
`;
  }

  finishAnswers(): void {
    this.#release.resolve();
  }

  [Symbol.dispose](): void {
    void this.#server.stop(true);
  }
}

/** A streamed answer whose first words are there; `rest` reads it to its end. */
async function openStream(box: Sandbox): Promise<{ rest(): Promise<string> }> {
  const response = await fetch(`${box.url}/v1/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": "any" },
    body: JSON.stringify({
      model: "held",
      max_tokens: 100,
      stream: true,
      messages: [{ role: "user", content: "hello" }],
    }),
  });
  const reader = response.body?.getReader();
  if (!response.ok || !reader) throw new Error(`no stream: ${response.status} ${await response.text()}`);
  const decoder = new TextDecoder();
  let text = "";
  const read = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: true });
    return !done;
  };
  while (!text.includes("first words")) await read();
  return {
    async rest() {
      while (await read());
      return text;
    },
  };
}

/** Whether new connections are refused, within a moment. */
async function refusesNewOnes(box: Sandbox): Promise<boolean> {
  const deadline = performance.now() + 2000;
  while (performance.now() < deadline) {
    const refused = await fetch(`${box.url}/health`, { keepalive: false }).then(
      () => false,
      () => true,
    );
    if (refused) return true;
  }
  return false;
}

test("SIGTERM refuses new connections at once and lets a live stream run to its true end", async () => {
  await using box = await Sandbox.open();
  using upstream = new Upstream();
  box.configure(upstream.config());
  const ccm = await box.start();
  const stream = await openStream(box);
  ccm.signal("SIGTERM");
  expect(await refusesNewOnes(box)).toBe(true);
  upstream.finishAnswers();
  expect(await stream.rest()).toBe(opening + ending);
  expect((await ccm.finished).exitCode).toBe(0);
});

test("a stream that outlives the drain limit ends with an error event, never as if complete", async () => {
  await using box = await Sandbox.open();
  using upstream = new Upstream();
  box.configure(upstream.config(), "[server.timeouts]\ndrain_timeout_ms = 50\n");
  const ccm = await box.start();
  const stream = await openStream(box);
  ccm.signal("SIGTERM");
  const text = await stream.rest();
  expect(text).toContain("event: error");
  expect(text).not.toContain("message_stop");
  expect((await ccm.finished).exitCode).toBe(0);
});

test("an answer in one piece that outlives the drain limit ends with an error that says to ask again", async () => {
  await using box = await Sandbox.open();
  using upstream = new Upstream();
  box.configure(upstream.config(), "[server.timeouts]\ndrain_timeout_ms = 50\n");
  const ccm = await box.start();
  const answer = fetch(`${box.url}/v1/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": "any" },
    body: JSON.stringify({ model: "held", max_tokens: 9, messages: [{ role: "user", content: "hello" }] }),
  });
  await upstream.asked;
  ccm.signal("SIGTERM");
  const response = await answer;
  expect([response.status, response.headers.get("x-should-retry")]).toEqual([529, "true"]);
  expect(await response.json()).toMatchObject({ type: "error", error: { type: "overloaded_error" } });
  expect((await ccm.finished).exitCode).toBe(0);
});

test("a second signal ends live streams now", async () => {
  await using box = await Sandbox.open();
  using upstream = new Upstream();
  box.configure(upstream.config());
  const ccm = await box.start();
  const stream = await openStream(box);
  ccm.signal("SIGTERM");
  expect(await refusesNewOnes(box)).toBe(true);
  ccm.signal("SIGINT");
  expect(await stream.rest()).toContain("event: error");
  expect((await ccm.finished).exitCode).toBe(0);
});

test("stop waits for live streams", async () => {
  await using box = await Sandbox.open();
  using upstream = new Upstream();
  box.configure(upstream.config());
  await box.start();
  const stream = await openStream(box);
  const stopping = box.run(["stop"]);
  expect(await refusesNewOnes(box)).toBe(true);
  upstream.finishAnswers();
  expect(await stream.rest()).toBe(opening + ending);
  expect((await stopping).exitCode).toBe(0);
});

test("stop --now ends them", async () => {
  await using box = await Sandbox.open();
  using upstream = new Upstream();
  box.configure(upstream.config());
  await box.start();
  const stream = await openStream(box);
  expect((await box.run(["stop", "--now"])).exitCode).toBe(0);
  expect(await stream.rest()).toContain("event: error");
});

test("SIGHUP takes a changed config up, and keeps the last good one when the file is broken", async () => {
  await using box = await Sandbox.open();
  box.configure();
  const ccm = await box.start();
  const more =
    '[[models]]\nname = "added-later"\nmappings = [{ provider = "demo", actual_model = "echo", priority = 1 }]\n';
  const models = async () => (await fetch(`${box.url}/v1/models`)).text();
  const untilModels = async (holds: (text: string) => boolean) => {
    const deadline = performance.now() + 3000;
    while (!holds(await models()) && performance.now() < deadline) await Bun.sleep(10);
    return holds(await models());
  };
  expect(await models()).not.toContain("added-later");

  box.configure(more);
  ccm.signal("SIGHUP");
  expect(await untilModels((text) => text.includes("added-later"))).toBe(true);

  writeFileSync(box.configPath, "[router");
  ccm.signal("SIGHUP");
  await ccm.says("config not reloaded");
  expect(await models()).toContain("added-later");
});
