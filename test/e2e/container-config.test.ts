import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ConfigEdit, editConfig } from "../../src/config/edit.ts";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { respond } from "../support/stand-in/frame-response.ts";
import { type ReceivedRequest, type StandIn, startStandIn } from "../support/stand-in/start-stand-in.ts";
import type { Step } from "../support/stand-in/step.ts";
import { textAnswer } from "../support/wire/answer.ts";
import { encodeSse } from "../support/wire/encode-sse.ts";
import { bodyOf, type Wire } from "../support/wire/wire.ts";
import { wires } from "../support/wire/wires.ts";

setDefaultTimeout(60_000);

const shipped = readFileSync(join(import.meta.dir, "../../config/config.toml"), "utf8");

/** The container's providers, each with what its host speaks there. */
const hosts: Readonly<Record<string, Wire>> = {
  "claude-max-main": wires.anthropic,
  "openai-codex": wires["openai-responses"],
  "gemini-oauth": wires.gemini,
  "zai-coding-plan": wires.anthropic,
  minimax: wires.anthropic,
  "kimi-coding": wires.anthropic,
};

/** The token entries that a login leaves, by the `oauth_provider` of the shipped config. */
const logins = { "anthropic-max": {}, "openai-codex": { account_id: "acct" }, gemini: { project_id: "p" } };

/** What a model is served by: with the three keys alone, and once its vendor's login is there. */
const expected: readonly (readonly [model: string, keyed: string, loggedIn: string])[] = [
  ["claude-opus-4.1", "glm-4.6", "claude-opus-4-1-20250805"],
  ["claude-sonnet-4.5", "glm-4.6", "claude-sonnet-4-5-20250929"],
  // A haiku's name is a sign of background work, and that route has a model of its own here.
  ["claude-haiku-4.5", "glm-4.5-air", "glm-4.5-air"],
  ["claude-sonnet-3.7", "glm-4.6", "claude-3-7-sonnet-20250219"],
  ["gpt-5.1", "glm-4.6", "gpt-5.1"],
  ["gpt-5.1-chat-latest", "glm-4.6", "gpt-5.1-chat-latest"],
  ["gpt-5.1-codex", "glm-4.6", "gpt-5.1-codex"],
  ["gpt-5.1-codex-mini", "glm-4.5-air", "gpt-5.1-codex-mini"],
  ["gpt-5.1-low", "glm-4.6", "gpt-5.1 low"],
  ["gpt-5.1-medium", "glm-4.6", "gpt-5.1 medium"],
  ["gpt-5.1-high", "glm-4.6", "gpt-5.1 high"],
  ["gpt-5.1-codex-low", "glm-4.6", "gpt-5.1-codex low"],
  ["gpt-5.1-codex-medium", "glm-4.6", "gpt-5.1-codex medium"],
  ["gpt-5.1-codex-high", "glm-4.6", "gpt-5.1-codex high"],
  ["gpt-5.1-codex-mini-medium", "glm-4.5-air", "gpt-5.1-codex-mini medium"],
  ["gpt-5.1-codex-mini-high", "glm-4.5-air", "gpt-5.1-codex-mini high"],
  ["gemini-3-pro-preview", "glm-4.6", "gemini-3-pro-preview"],
  ["gemini-2.5-pro", "glm-4.6", "gemini-2.5-pro"],
  ["gemini-2.5-flash", "glm-4.5-air", "gemini-2.5-flash"],
  ["gemini-2.0-flash", "glm-4.5-air", "gemini-2.0-flash"],
  ["gemini-1.5-pro", "glm-4.6", "gemini-1.5-pro"],
  ["gemini-1.5-flash", "glm-4.5-air", "gemini-1.5-flash"],
  ["glm-4.6", "glm-4.6", "glm-4.6"],
  ["glm-4.5-air", "glm-4.5-air", "glm-4.5-air"],
  ["glm-4.5v", "glm-4.5v", "glm-4.5v"],
  ["minimax-m2", "MiniMax-M2", "MiniMax-M2"],
  ["kimi-k2-thinking", "kimi-k2-thinking", "kimi-k2-thinking"],
];

/** Google's plan wraps requests and answers of the Gemini format. */
function answerAs(provider: string, request: ReceivedRequest): Step[] {
  const wire = hosts[provider] ?? wires.anthropic;
  const frames = wire.frames(textAnswer, String(bodyOf(request).model));
  const wrapped = frames.map((frame) => ({ ...frame, data: `{"response":${frame.data}}` }));
  return respond({
    headers: { "content-type": "text/event-stream" },
    body: encodeSse(wire === wires.gemini ? wrapped : frames),
  });
}

function providerOf({ target }: ReceivedRequest): string {
  return target.split(/[/:?]/)[1] ?? "";
}

/** The model that the last request asked its provider for, with the effort that it asked for. */
function lastModel({ exchanges }: StandIn): string {
  const request = exchanges.at(-1)?.request;
  const body = request ? bodyOf(request) : {};
  const { reasoning } = body;
  const effort =
    typeof reasoning === "object" && reasoning !== null && "effort" in reasoning ? reasoning.effort : "";
  return `${String(body.model)} ${String(effort)}`.trim();
}

let standIn: StandIn;
let ccm: RunningCcm;

beforeAll(async () => {
  standIn = await startStandIn({ script: (request) => answerAs(providerOf(request), request) });
  const edits: ConfigEdit[] = Object.keys(hosts).map((name) => ({
    kind: "set",
    path: ["providers", { name }, "base_url"],
    value: `${standIn.url}/${name}`,
  }));
  ccm = await startCcm({
    config: (port) =>
      editConfig(shipped, [
        ...edits,
        { kind: "set", path: ["server", "host"], value: "127.0.0.1" },
        { kind: "set", path: ["server", "port"], value: port },
      ]),
    env: { ZAI_API_KEY: "z", MINIMAX_API_KEY: "m", KIMI_API_KEY: "k" },
  });
});

afterAll(async () => {
  await ccm.stop();
  await standIn.close();
});

/** Asks for a model, each time in a session of its own, and tells which one answered. */
async function ask(model: string): Promise<string> {
  const response = await fetch(`${ccm.url}/v1/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model,
      max_tokens: 100,
      stream: true,
      messages: [{ role: "user", content: "hi" }],
    }),
  });
  const text = await response.text();
  if (response.status !== 200 || !text.includes("message_stop")) return `${response.status} ${text}`;
  return lastModel(standIn);
}

async function askAll(): Promise<[string, string][]> {
  const answered: [string, string][] = [];
  for (const [model] of expected) answered.push([model, await ask(model)]);
  return answered;
}

test("with the three keys alone, every model of the container answers, and so do its routes", async () => {
  expect(await askAll()).toEqual(expected.map(([model, keyed]) => [model, keyed]));
  expect(await ask("claude-of-another-year")).toBe("glm-4.6");
  expect(await ask("claude-haiku-of-another-year")).toBe("glm-4.5-air");
});

test("each login takes over its own models, at once and nothing else", async () => {
  const owners = { "anthropic-max": /^claude-/, "openai-codex": /^gpt-/, gemini: /^gemini-/ };
  const stored: Record<string, object> = {};
  for (const [login, more] of Object.entries(logins)) {
    stored[login] = {
      provider_id: login,
      access_token: `token-of-${login}`,
      refresh_token: "r",
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      ...more,
    };
    writeFileSync(join(ccm.home, "oauth_tokens.json"), JSON.stringify(stored), { mode: 0o600 });
    const isServed = (model: string) =>
      Object.entries(owners).some(([owner, pattern]) => owner in stored && pattern.test(model));
    expect(await askAll()).toEqual(
      expected.map(([model, keyed, loggedIn]) => [model, isServed(model) ? loggedIn : keyed]),
    );
  }
});
