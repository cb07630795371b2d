import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, parseJson } from "../../../src/json.ts";
import { findFreePort } from "../../support/ccm/start-ccm.ts";
import { deadEnd, shownCode } from "../../support/oauth/browse.ts";
import {
  addressIn,
  type Environment,
  type FinishedRun,
  installBrowser,
  type Reply,
  runInTerminal,
  runPiped,
} from "../../support/oauth/run-ccm.ts";
import { type OAuthServer, startOAuthServer } from "../../support/oauth/start-oauth-server.ts";
import { useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

setDefaultTimeout(60_000);
const temporaryHome = useTemporaryHomes();
let server: OAuthServer;
let home: string;
let env: Environment;

beforeAll(() => {
  server = startOAuthServer();
});
beforeEach(async () => {
  server.consent = "grant";
  server.devices.offered = true;
  server.devices.logins.clear();
  Object.assign(server.codeAssist, { tier: "current", project: "discovered-project", polls: 0, reasons: [] });
  home = await temporaryHome();
  env = { ...server.environment, CCM_HOME: home, HOME: home };
});
afterAll(() => server.stop());

const tokenFile = (): string => join(home, "oauth_tokens.json");

function storedLogins(): readonly string[] {
  if (!existsSync(tokenFile())) return [];
  const file = parseJson(readFileSync(tokenFile(), "utf8"));
  return isJsonObject(file) ? Object.keys(file) : ["damaged"];
}

const pasteQuestion = /ends on: /;
const browserQuestion = /address it ended on: /;
const paste = (type: Reply["type"]): readonly Reply[] => [{ after: pasteQuestion, type }];

/** The one line that a failed command ends with, and nothing like a stack above it. */
function complaintOf(run: FinishedRun): string {
  const said = (run.stderr || run.stdout).replaceAll("\r", "");
  expect(said).not.toContain("This is a bug");
  expect(said).not.toMatch(/^\s+at /m);
  const lines = said.trim().split("\n");
  return lines.at(-1) ?? "";
}

describe("in a terminal, with the browser on the same machine", () => {
  test.each([
    ["claude", "anthropic"],
    ["chatgpt", "openai"],
    ["gemini", "google"],
  ])("ccm auth login %s", async (word, login) => {
    const run = await runInTerminal(["auth", "login", word], { ...env, ...installBrowser(home) });
    expect(run.stdout).toContain("Before you log in: ");
    expect(run.stdout).toContain(`as ada@example.com`);
    expect(run.exitCode).toBe(0);
    expect(storedLogins()).toEqual([login]);
    expect(statSync(tokenFile()).mode & 0o777).toBe(0o600);
  });

  test("consent denied: one line, nothing stored", async () => {
    server.consent = "deny";
    const run = await runInTerminal(["auth", "login", "claude"], { ...env, ...installBrowser(home) });
    expect(complaintOf(run)).toBe("ccm: consent was denied: nothing was stored");
    expect(run.exitCode).toBe(1);
    expect(storedLogins()).toEqual([]);
  });

  test("wrong state from the browser: refused, and the right answer is still taken", async () => {
    server.consent = "wrong_state";
    const run = await runInTerminal(["auth", "login", "chatgpt"], { ...env, ...installBrowser(home) }, [
      {
        after: /no login waits for this answer/,
        type: (screen) => {
          server.consent = "grant";
          return deadEnd(addressIn(screen));
        },
      },
    ]);
    expect(run.exitCode).toBe(0);
    expect(storedLogins()).toEqual(["openai"]);
  });

  test("the first port busy: the second is taken", async () => {
    const [first, second] = [await findFreePort(), await findFreePort()];
    const blocker = Bun.listen({ hostname: "127.0.0.1", port: first, socket: { data() {} } });
    const ports = { CCM_AUTH_OPENAI_CALLBACK_PORTS: `${first},${second}` };
    const run = await runInTerminal(["auth", "login", "chatgpt"], {
      ...env,
      ...installBrowser(home),
      ...ports,
    });
    blocker.stop();
    expect(run.exitCode).toBe(0);
    expect(decodeURIComponent(addressIn(run.stdout))).toContain(`http://localhost:${second}/auth/callback`);
  });

  test("both ports busy: says so, and takes the address that the browser could not load", async () => {
    const port = await findFreePort();
    const blocker = Bun.listen({ hostname: "127.0.0.1", port, socket: { data() {} } });
    const ports = { CCM_AUTH_OPENAI_CALLBACK_PORTS: String(port) };
    const run = await runInTerminal(
      ["auth", "login", "chatgpt"],
      { ...env, ...ports },
      paste((screen) => deadEnd(addressIn(screen))),
    );
    blocker.stop();
    expect(run.stdout).toContain(`Port ${port} is busy (another login, of Codex perhaps)`);
    expect(run.exitCode).toBe(0);
    expect(storedLogins()).toEqual(["openai"]);
  });
});

describe("in a terminal, with the browser elsewhere", () => {
  test.each([
    ["claude", "anthropic"],
    ["gemini", "google"],
  ])("the code that the page shows is pasted: %s", async (word, login) => {
    const run = await runInTerminal(
      ["auth", "login", word, "--no-browser"],
      env,
      paste((screen) => shownCode(addressIn(screen))),
    );
    expect(run.exitCode).toBe(0);
    expect(storedLogins()).toEqual([login]);
  });

  test.each(["claude", "chatgpt", "gemini"])("the whole address is pasted: %s", async (word) => {
    const run = await runInTerminal(
      ["auth", "login", word, "--no-browser"],
      env,
      paste((screen) => deadEnd(addressIn(screen))),
    );
    expect(run.exitCode).toBe(0);
    expect(storedLogins()).toHaveLength(1);
  });

  test("while ccm waits for a browser that opened somewhere else", async () => {
    const elsewhere = { ...installBrowser(home), DISPLAY: ":0" };
    writeFileSync(join(home, "xdg-open"), "#!/bin/sh\nexit 0\n");
    const run = await runInTerminal(["auth", "login", "chatgpt"], { ...env, ...elsewhere }, [
      { after: browserQuestion, type: (screen) => deadEnd(addressIn(screen)) },
    ]);
    expect(run.exitCode).toBe(0);
    expect(storedLogins()).toEqual(["openai"]);
  });

  test("a slip is asked for again", async () => {
    const run = await runInTerminal(["auth", "login", "claude", "--no-browser"], env, [
      { after: pasteQuestion, type: () => "what code?" },
      { after: /that is no code/, type: (screen) => shownCode(addressIn(screen)) },
    ]);
    expect(run.exitCode).toBe(0);
  });

  test("the code of another login: one line, nothing stored", async () => {
    const run = await runInTerminal(
      ["auth", "login", "claude", "--no-browser"],
      env,
      paste(() => "code-of-another#state-of-another"),
    );
    expect(complaintOf(run)).toBe(
      "ccm: that code belongs to another login (wrong state): nothing was stored",
    );
    expect(run.exitCode).toBe(1);
    expect(storedLogins()).toEqual([]);
  });

  test("a replayed code: one line, nothing stored", async () => {
    server.script("/a/oauth/token", { status: 400, body: '{"error":"invalid_grant"}' });
    const run = await runInTerminal(
      ["auth", "login", "claude", "--no-browser"],
      env,
      paste((screen) => shownCode(addressIn(screen))),
    );
    expect(complaintOf(run)).toMatch(
      /^ccm: the code was refused \(.*invalid_grant\): start the login again$/,
    );
    expect(storedLogins()).toEqual([]);
  });

  test("Ctrl-C: one line, nothing stored", async () => {
    const run = await runInTerminal(
      ["auth", "login", "claude", "--no-browser"],
      env,
      paste(() => "\u0003"),
    );
    expect(complaintOf(run)).toBe("ccm: cancelled: nothing was stored");
    expect(run.exitCode).toBe(1);
  });
});

describe("with a code typed on another device", () => {
  const approve = (screen: string): string => {
    const code = /type the code ([A-F0-9-]+):/.exec(screen)?.[1] ?? "";
    server.devices.approve(code);
    return "";
  };

  test("ccm auth login chatgpt --device", async () => {
    const run = await runInTerminal(["auth", "login", "chatgpt", "--device"], env, [
      { after: /codex\/device/, type: approve },
    ]);
    expect(run.exitCode).toBe(0);
    expect(storedLogins()).toEqual(["openai"]);
  });

  test("an account that forbids it: one line that says what to do", async () => {
    server.devices.offered = false;
    const run = await runInTerminal(["auth", "login", "chatgpt", "--device"], env);
    expect(complaintOf(run)).toContain("turn on device codes in ChatGPT's security settings");
    expect(run.exitCode).toBe(1);
  });

  test("a vendor without it: one line", async () => {
    const run = await runInTerminal(["auth", "login", "claude", "--device"], env);
    expect(complaintOf(run)).toContain("has no device login");
  });
});

describe("without a terminal", () => {
  async function begin(word: string): Promise<string> {
    const run = await runPiped(["auth", "login", word], env);
    expect(run.exitCode).toBe(1);
    expect(complaintOf(run)).toContain(`within ten minutes run \`ccm auth login ${word} --code`);
    return addressIn(run.stderr);
  }

  test.each(["claude", "gemini"])("the code comes with a second command: %s", async (word) => {
    const code = await shownCode(await begin(word));
    const run = await runPiped(["auth", "login", word, "--code", code], env);
    expect(run.stderr).not.toContain("ccm:");
    expect(run.stdout).toContain("as ada@example.com");
    expect(run.exitCode).toBe(0);
    expect(storedLogins()).toHaveLength(1);
  });

  test("the code may come through a pipe, so that it is in no list of processes", async () => {
    const code = await shownCode(await begin("claude"));
    const run = await runPiped(["auth", "login", "claude", "--code", "-", "--json"], env, `${code}\n`);
    expect(parseJson(run.stdout)).toMatchObject({
      login: "anthropic",
      email: "ada@example.com",
      state: "ready",
    });
  });

  test("a login that has waited too long: one line, nothing stored", async () => {
    const code = await shownCode(await begin("claude"));
    const waiting = join(home, "pending_login.json");
    const pending = parseJson(readFileSync(waiting, "utf8"));
    writeFileSync(
      waiting,
      JSON.stringify({ ...(isJsonObject(pending) && pending), expiresAt: Date.now() - 1 }),
    );
    const run = await runPiped(["auth", "login", "claude", "--code", code], env);
    expect(complaintOf(run)).toBe("ccm: this login has expired after ten minutes: start it again");
    expect(storedLogins()).toEqual([]);
  });

  test("a code that nothing waits for, or that was brought before: one line", async () => {
    const code = await shownCode(await begin("claude"));
    await runPiped(["auth", "login", "claude", "--code", code], env);
    const again = await runPiped(["auth", "login", "claude", "--code", code], env);
    expect(complaintOf(again)).toContain("no login waits for a code");
    expect(again.exitCode).toBe(1);
  });

  test("a code of another login: one line, nothing stored, and the login waits on", async () => {
    const code = await shownCode(await begin("claude"));
    const wrong = await runPiped(["auth", "login", "claude", "--code", "x#y"], env);
    expect(complaintOf(wrong)).toContain("wrong state");
    expect(storedLogins()).toEqual([]);
    expect((await runPiped(["auth", "login", "claude", "--code", code], env)).exitCode).toBe(0);
  });

  test("ChatGPT asks for nothing to be typed here: its device login is taken", async () => {
    const waiting = runPiped(["auth", "login", "chatgpt"], env);
    while (server.devices.logins.size === 0) await Bun.sleep(10);
    for (const { userCode } of server.devices.logins.values()) server.devices.approve(userCode);
    const run = await waiting;
    expect(run.exitCode).toBe(0);
    expect(storedLogins()).toEqual(["openai"]);
  });
});

describe("what is asked for must make sense", () => {
  const config = `[router]
default = "m"
[[providers]]
name = "fast"
provider_type = "groq"
api_key = "k"
models = []
[[providers]]
name = "claude-max"
provider_type = "anthropic"
auth_type = "oauth"
oauth_provider = "anthropic-max"
models = []
[[providers]]
name = "by-key"
provider_type = "openai"
api_key = "k"
models = []
`;

  beforeEach(() => writeFileSync(join(home, "config.toml"), config, { mode: 0o600 }));

  test.each([
    ["fast", 'ccm: provider "fast" (Groq) has no login: give it an api_key'],
    [
      "nonsense",
      'ccm: "nonsense" is neither a provider with a login nor a vendor: known are claude-max, by-key, anthropic, openai, google',
    ],
  ])("ccm auth login %s: one line, exit 2", async (word, line) => {
    const run = await runPiped(["auth", "login", word], env);
    expect(complaintOf(run)).toBe(line);
    expect(run.exitCode).toBe(2);
    expect(readdirSync(home)).toEqual(["config.toml"]);
  });

  test("a login is stored under the name that the config looks for", async () => {
    const run = await runInTerminal(
      ["auth", "login", "claude-max", "--no-browser"],
      env,
      paste((screen) => shownCode(addressIn(screen))),
    );
    expect(run.exitCode).toBe(0);
    expect(run.stdout).not.toContain("does not use it yet");
    expect(storedLogins()).toEqual(["anthropic-max"]);
    const list = await runPiped(["auth", "list"], env);
    expect(list.stdout).toMatch(/^anthropic-max +ready +ada@example\.com .* claude-max$/m);
  });

  test("a provider that would not use the login is named, with what to set", async () => {
    const run = await runInTerminal(
      ["auth", "login", "by-key", "--no-browser"],
      env,
      paste((screen) => deadEnd(addressIn(screen))),
    );
    expect(run.stdout).toContain('Provider "by-key" does not use it yet: set auth_type = "oauth" for it.');
  });

  test("endpoints may be set in the config, and must be safe for tokens", async () => {
    const settings = `\n[auth.anthropic]\ntoken_url = "http://vendor.example/token"\n`;
    writeFileSync(join(home, "config.toml"), config + settings);
    const { CCM_AUTH_ANTHROPIC_TOKEN_URL: _, ...withoutVariable } = env;
    const run = await runPiped(["auth", "list"], withoutVariable);
    expect(complaintOf(run)).toBe(
      "ccm: auth.anthropic.token_url: must be an https URL, since tokens are sent there",
    );
    expect(run.exitCode).toBe(2);
  });
});

describe("a stored login", () => {
  beforeEach(async () => {
    await runInTerminal(
      ["auth", "login", "claude", "--no-browser"],
      env,
      paste((screen) => shownCode(addressIn(screen))),
    );
  });

  test("is listed for people and for machines", async () => {
    expect((await runPiped(["auth", "list"], env)).stdout).toContain("ada@example.com");
    const { stdout } = await runPiped(["auth", "list", "--json"], env);
    expect(parseJson(stdout)).toMatchObject([{ login: "anthropic", state: "ready", providers: [] }]);
  });

  test("is refreshed on demand", async () => {
    const before = readFileSync(tokenFile(), "utf8");
    const run = await runPiped(["auth", "refresh", "claude"], env);
    expect(run.stdout).toMatch(/^anthropic: refreshed, good until \d{4}-/);
    expect(readFileSync(tokenFile(), "utf8")).not.toBe(before);
  });

  test("that the vendor has ended says so in one line, and in the list", async () => {
    server.script("/a/oauth/token", { status: 400, body: '{"error":"invalid_grant"}' });
    const run = await runPiped(["auth", "refresh"], env);
    expect(complaintOf(run)).toContain("is over");
    expect(run.exitCode).toBe(1);
    const { stdout, stderr } = await runPiped(["auth", "list"], env);
    expect(stdout).toMatch(/^anthropic +ended /m);
    expect(stderr).toContain("run `ccm auth login anthropic`");
  });

  test("is gone after a logout; a second one says so", async () => {
    expect((await runPiped(["auth", "logout", "claude"], env)).stdout).toBe("anthropic: logged out\n");
    expect(storedLogins()).toEqual([]);
    const again = await runPiped(["auth", "logout", "claude"], env);
    expect(complaintOf(again)).toBe('ccm: "claude" is not logged in: run `ccm auth login claude`');
    expect(again.exitCode).toBe(1);
  });
});

test("a token file that is a symbolic link: one line before anything is asked", async () => {
  writeFileSync(join(home, "victim"), "{}");
  symlinkSync(join(home, "victim"), tokenFile());
  const run = await runPiped(["auth", "login", "claude"], env);
  expect(complaintOf(run)).toContain("is a symbolic link, which ccm does not follow");
  expect(readFileSync(join(home, "victim"), "utf8")).toBe("{}");
});
