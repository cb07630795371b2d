import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Sandbox } from "../../support/run-ccm.ts";

setDefaultTimeout(30_000);

/** Every secret and every prompt holds this word. */
const canary = "c4n4ryW0rd";
const key = (name: string): string => `${name}-${canary}-0123456789`;

/** A word of an answer and, once its client has it, this instead of the next. */
function breakOff(message: string, clientHasIt: Promise<unknown>): Response {
  const line = (event: object): string => `data: ${JSON.stringify(event)}\n\n`;
  async function* events() {
    yield line({ choices: [{ index: 0, delta: { content: "Well" } }] });
    await clientHasIt;
    yield line({ error: { message } });
  }
  return new Response(events(), { headers: { "content-type": "text/event-stream" } });
}

/** Refuses everything, `/midway` in the midst of its answer, and repeats every header that it was sent. */
function serveEcho(clientHasIt: Promise<unknown>): Bun.Server<undefined> {
  return Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      const sent = ["x-api-key", "authorization"].map((name) => request.headers.get(name)).join(" ");
      const message = `incorrect key provided: ${sent}`;
      if (new URL(request.url).pathname.startsWith("/midway")) return breakOff(message, clientHasIt);
      const body = { type: "error", error: { type: "authentication_error", message } };
      return Response.json(body, { status: 401 });
    },
  });
}

function configure(box: Sandbox, url: string, level: string): void {
  const provider = (name: string, more: string, path = ""): string => `
[[providers]]
name = "${name}"
base_url = "${url}${path}"
${more}
[[models]]
name = "${name}"
[[models.mappings]]
provider = "${name}"
actual_model = "m"
priority = 1
`;
  box.configure(
    [
      provider("relayed", `provider_type = "anthropic"\napi_key = "${key("sk-ant")}"`),
      provider(
        "translated",
        `provider_type = "openai-compatible"\napi_key = ["${key("one")}", "$OTHER_KEY"]`,
      ),
      provider("midway", `provider_type = "openai-compatible"\napi_key = "${key("late")}"`, "/midway"),
      provider("passed", 'provider_type = "anthropic"\nauth_type = "passthrough"'),
    ].join(""),
    `log_level = "${level}"\napi_key = "${key("client")}"`,
  );
}

const words = `prompt ${canary}`;
const messages = [{ role: "user", content: words }];
const bodies: readonly (readonly [string, object])[] = [
  ["/v1/messages", { max_tokens: 9, system: words, metadata: { user_id: words }, messages }],
  [
    "/v1/messages?beta=true",
    { max_tokens: 9, stream: true, tools: [{ name: "t", description: words, input_schema: {} }], messages },
  ],
  ["/v1/messages/count_tokens", { messages }],
  ["/v1/chat/completions", { messages, stream: true }],
  ["/v1/responses", { input: words, instructions: words }],
];

/** What is answered; `onWord` is called when the first of it is there. */
async function ask(url: string, path: string, body: string, onWord = (): void => {}): Promise<string> {
  const headers = {
    "content-type": "application/json",
    "x-api-key": key("client"),
    cookie: key("cookie"),
    "x-claude-code-session-id": key("session"),
  };
  const response = await fetch(url + path, { method: "POST", headers, body });
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    onWord();
  }
  return text;
}

describe("neither a credential nor a prompt shows anywhere", () => {
  test.each(["info", "debug", "trace"])("at log level %s", async (level) => {
    const clientHasIt = Promise.withResolvers<void>();
    using provider = serveEcho(clientHasIt.promise);
    await using box = await Sandbox.open();
    configure(box, provider.url.origin, level);
    const env = { OTHER_KEY: key("two") };
    const running = await box.start(["start"], { env });
    const answers: string[] = [];
    for (const model of ["demo", "relayed", "translated", "passed", `unknown ${canary.length}`]) {
      for (const [path, body] of bodies) {
        answers.push(await ask(running.url, path, JSON.stringify({ model, ...body })));
      }
    }
    const late = JSON.stringify({ model: "midway", max_tokens: 9, stream: true, messages });
    answers.push(await ask(running.url, "/v1/messages", late, clientHasIt.resolve));
    expect(answers.at(-1)).toMatch(/Well.*event: error.*incorrect key provided: /s);
    answers.push(await ask(running.url, "/v1/messages", `{"broken": "${words}`));
    answers.push(await ask(running.url, `/v1/nowhere?key=${key("query")}`, "{}"));

    const seen = new Map<string, string>();
    const commands = [
      ["logs"],
      ["logs", "--json"],
      ["usage"],
      ["status"],
      ["status", "--json"],
      ["cooldown", "list"],
    ];
    for (const args of [
      ...commands,
      ["why"],
      ["provider", "list"],
      ["doctor", "--offline"],
      ["config", "show"],
    ]) {
      const { stdout, stderr } = await box.run(args, { env });
      seen.set(`ccm ${args.join(" ")}`, stdout + stderr);
    }
    const { id } = JSON.parse((await box.run(["logs", "--json", "--outcome", "failed", "-n", "1"])).stdout);
    const pages = [
      "/",
      "/requests",
      `/requests/${id}`,
      "/providers",
      "/models",
      "/router",
      "/accounts",
      "/settings",
      "/test",
    ];
    for (const path of [...pages, "/metrics", "/api/status", "/api/config/json", "/api/cooldowns"]) {
      seen.set(path, await (await fetch(running.url + path)).text());
    }
    running.signal("SIGTERM");
    const { stdout, stderr } = await running.finished;
    seen.set("log", stdout + stderr);
    for (const name of readdirSync(box.home)) {
      if (name !== "config.toml") seen.set(name, readFileSync(join(box.home, name), "latin1"));
    }

    expect(seen.get("log")?.match(/"message":"request"/g)?.length).toBeGreaterThan(15);
    expect(seen.get("ccm cooldown list")).toContain("incorrect key provided: [secret]");
    expect([...seen].filter(([, text]) => text.includes(canary)).map(([name]) => name)).toEqual([]);
    // Clients get their own words back from nobody but the demo provider, which repeats them.
    const told = answers.slice(bodies.length).filter((text) => text.includes(canary));
    expect(told).toEqual([]);
  });
});
