import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { runProgram } from "../../../src/cli/program.ts";
import { openLedgerFile } from "../../../src/usage/ledger/open-file.ts";

const checksSchema = v.array(
  v.object({
    area: v.string(),
    subject: v.string(),
    state: v.string(),
    words: v.string(),
    mend: v.optional(v.string()),
  }),
);

/** A port of 127.0.0.1 that listens until it is disposed of. */
async function listen(): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A host that answers, until it is disposed of. */
function createHost(answer: RequestListener): { port: Promise<number> } & AsyncDisposable {
  const server = createHttpServer(answer);
  const port = new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function closedPort(): Promise<number> {
  await using open = await listen();
  return open.port;
}

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ccm-cli-doctor-"));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function configure(port: number, more = ""): void {
  const text = `[server]\nport = ${port}\n[router]\ndefault = "demo"\n
[[providers]]\nname = "demo"\nprovider_type = "demo"\n
[[models]]\nname = "demo"\n[[models.mappings]]\nprovider = "demo"\nactual_model = "echo"\npriority = 1\n${more}`;
  writeFileSync(join(home, "config.toml"), text, { mode: 0o600 });
}

async function doctor(
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<{ code: number; checks: v.InferOutput<typeof checksSchema> }> {
  let printed = "";
  const code = await runProgram(["doctor", "--json", ...args], {
    env: { CCM_HOME: home, HOME: home, ...env },
    print: (text) => {
      printed += text;
    },
    say: () => undefined,
  });
  return { code, checks: v.parse(checksSchema, JSON.parse(printed)) };
}

test("a healthy home has no problem, and what is not started or set comes with its command", async () => {
  const port = await closedPort();
  configure(port);
  const { code, checks } = await doctor();
  expect(code).toBe(0);
  const mends = checks.flatMap(({ state, area, mend }) => (state === "ok" ? [] : [[area, mend]]));
  expect(mends).toEqual([
    ["daemon", "ccm start --detach"],
    ["client", 'ccm run -- claude, or eval "$(ccm env)"'],
  ]);
  expect(checks).toContainEqual({ area: "daemon", subject: `port ${port}`, state: "ok", words: "free" });
});

test("no config is a problem that init mends", async () => {
  const { code, checks } = await doctor();
  expect(code).toBe(1);
  expect(checks).toContainEqual(
    expect.objectContaining({ area: "config", state: "problem", mend: "ccm init" }),
  );
});

test("an error of the config is a problem, with its line", async () => {
  configure(await closedPort(), '[[providers]]\nname = "x"\nprovider_type = "nonsense"\n');
  const { code, checks } = await doctor();
  expect(code).toBe(1);
  const [finding] = checks.filter(({ area }) => area === "config");
  expect(finding).toMatchObject({ state: "problem", subject: expect.stringMatching(/config\.toml:\d+$/) });
});

test("a config that cannot be read is a problem, and all else is still looked at", async () => {
  mkdirSync(join(home, "config.toml"));
  const { code, checks } = await doctor();
  expect(code).toBe(1);
  const subject = join(home, "config.toml");
  expect(checks).toContainEqual(
    expect.objectContaining({ area: "config", subject, state: "problem", words: "is a folder, not a file" }),
  );
  expect(checks.map(({ area }) => area)).toContain("daemon");
});

test("tokens that others may read are a problem that chmod mends", async () => {
  configure(await closedPort());
  const tokens = join(home, "oauth_tokens.json");
  writeFileSync(tokens, "{}");
  chmodSync(tokens, 0o644);
  const { code, checks } = await doctor();
  expect(code).toBe(1);
  expect(checks).toContainEqual(expect.objectContaining({ subject: tokens, mend: `chmod 600 ${tokens}` }));
});

test("a port that another program holds is a problem", async () => {
  await using other = await listen();
  configure(other.port);
  const { code, checks } = await doctor();
  expect(code).toBe(1);
  expect(checks).toContainEqual(
    expect.objectContaining({
      subject: `port ${other.port}`,
      state: "problem",
      mend: "ccm start --port <another>",
    }),
  );
});

test("a provider without its key is named with the variable to set", async () => {
  const provider = '[[providers]]\nname = "zai"\nprovider_type = "z.ai"\napi_key = "$CCM_TEST_UNSET_KEY"\n';
  configure(await closedPort(), provider);
  const { code, checks } = await doctor(["--offline"]);
  expect(code).toBe(0);
  expect(checks).toContainEqual({
    area: "provider",
    subject: "zai",
    state: "warning",
    words: "not configured: $CCM_TEST_UNSET_KEY is unset",
    mend: "export CCM_TEST_UNSET_KEY=…, then ccm stop and ccm start",
  });
});

test("a provider without its login is named with the command that logs in", async () => {
  const provider =
    '[[providers]]\nname = "mine"\nprovider_type = "anthropic"\nauth_type = "oauth"\noauth_provider = "other"\n';
  configure(await closedPort(), provider);
  const { checks } = await doctor(["--offline"]);
  const [mine] = checks.filter(({ area, subject }) => area === "provider" && subject === "mine");
  expect(mine).toMatchObject({ state: "warning", mend: "ccm auth login mine" });
});

test("hosts of providers are tried, unless offline", async () => {
  await using reachable = await listen();
  const gone = await closedPort();
  const provider = (name: string, port: number): string =>
    `[[providers]]\nname = "${name}"\nprovider_type = "ollama"\nbase_url = "http://127.0.0.1:${port}/v1"\n`;
  configure(await closedPort(), provider("here", reachable.port) + provider("gone", gone));
  const network = (await doctor()).checks.filter(({ area }) => area === "network");
  expect(network.map(({ subject, state }) => [subject, state])).toEqual([
    [`127.0.0.1:${reachable.port} (here)`, "ok"],
    [`127.0.0.1:${gone} (gone)`, "warning"],
  ]);
  const offline = (await doctor(["--offline"])).checks;
  expect(offline.filter(({ area }) => area === "network")).toEqual([]);
});

test("the client's base URL is compared with ccm's address, Claude Code's settings first", async () => {
  const port = await closedPort();
  configure(port);
  const right = { ANTHROPIC_BASE_URL: `http://localhost:${port}/` };
  const client = async (env: Record<string, string>) =>
    (await doctor(["--offline"], env)).checks.find(({ area }) => area === "client");
  expect(await client(right)).toMatchObject({ state: "ok" });
  expect(await client({ ANTHROPIC_BASE_URL: "https://gateway.example" })).toMatchObject({
    state: "warning",
    mend: 'eval "$(ccm env)"',
  });
  mkdirSync(join(home, ".claude"));
  const settings = { env: { ANTHROPIC_BASE_URL: "https://gateway.example" } };
  writeFileSync(join(home, ".claude", "settings.json"), JSON.stringify(settings));
  expect(await client(right)).toMatchObject({ state: "warning", mend: "take it out of that file" });
});

test.each([
  [0, "ok", /^agrees with 127\.0\.0\.1:/],
  [-10 * 60_000, "warning", /^10 min ahead of /],
  [90 * 60_000, "warning", /^90 min behind /],
])("the clock is compared with a provider's, off by %d ms", async (offset, state, words) => {
  await using host = createHost((_, response) => {
    response.setHeader("date", new Date(Date.now() + offset).toUTCString());
    response.end();
  });
  const provider = `[[providers]]\nname = "here"\nprovider_type = "ollama"\nbase_url = "http://127.0.0.1:${await host.port}"\n`;
  configure(await closedPort(), provider);
  const told = (await doctor()).checks.filter(({ area }) => area === "clock");
  expect(told).toEqual([expect.objectContaining({ state, words: expect.stringMatching(words) })]);
  expect((await doctor(["--offline"])).checks.filter(({ area }) => area === "clock")).toEqual([]);
});

test("a ledger of a newer ccm, one that was set aside, and kept bodies are told", async () => {
  configure(await closedPort());
  const ledger = join(home, "usage.sqlite");
  const { db } = openLedgerFile(ledger, { now: 0 });
  db.run("PRAGMA user_version = 99");
  db.close();
  writeFileSync(`${ledger}.corrupt-2026-11-22T120000`, "", { mode: 0o600 });
  writeFileSync(`${ledger}.corrupt-2026-11-22T120000-wal`, "", { mode: 0o600 });
  const config = join(home, "config.toml");
  const text = readFileSync(config, "utf8").replace("[server]\n", "[server]\nlog_bodies = true\n");
  writeFileSync(config, text);
  const told = (await doctor(["--offline"])).checks.filter(({ area }) => area === "ledger");
  expect(told.map(({ subject, state, words }) => [subject, state, words])).toEqual([
    [ledger, "warning", "was written by a newer ccm: update this one"],
    [`${ledger}.corrupt-2026-11-22T120000`, "warning", "a broken ledger that was set aside"],
    ["server.log_bodies", "warning", "on: prompts and answers are kept for 90 days"],
  ]);
});

test("a command that mends a file takes a folder with spaces", async () => {
  rmSync(home, { recursive: true });
  home = mkdtempSync(join(tmpdir(), "ccm cli doctor-"));
  configure(await closedPort());
  writeFileSync(join(home, "usage.sqlite.corrupt-1"), "", { mode: 0o600 });
  chmodSync(join(home, "config.toml"), 0o644);
  const { checks } = await doctor(["--offline"]);
  const mends = checks.map(({ mend }) => mend);
  expect(mends).toContain(`rm '${home}/usage.sqlite.corrupt-1'*`);
  expect(mends).toContain(`chmod 600 '${home}/config.toml'`);
});

test("a credential that the provider refused is told, with its words", async () => {
  configure(await closedPort());
  const cooldown = {
    key: { provider: "demo", credential: "demo#1" },
    cause: "authentication",
    message: "invalid x-api-key",
    since: Date.now(),
    until: Date.now() + 60_000,
    version: "1",
    stated: false,
  };
  writeFileSync(join(home, "cooldowns.json"), JSON.stringify([cooldown]), { mode: 0o600 });
  const { checks } = await doctor(["--offline"]);
  expect(checks).toContainEqual({
    area: "provider",
    subject: "demo#1",
    state: "warning",
    words: "refused by the provider (authentication): invalid x-api-key",
    mend: "mend the credential or the account, then ccm cooldown clear --provider demo",
  });
});
