import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "../../support/ccm/start-ccm.ts";
import { deadEnd, shownCode } from "../../support/oauth/browse.ts";
import { addressIn, installBrowser, type Reply, runInTerminal } from "../../support/oauth/run-ccm.ts";
import { complaintOf, useCcmHome } from "../../support/oauth/use-ccm-home.ts";

setDefaultTimeout(60_000);
const ccm = useCcmHome();
const tokenFile = (): string => join(ccm().home, "oauth_tokens.json");

const pasteQuestion = /ends on: /;
const browserQuestion = /address it ended on: /;
const paste = (type: Reply["type"]): readonly Reply[] => [{ after: pasteQuestion, type }];

describe("in a terminal, with the browser on the same machine", () => {
  test.each([
    ["claude", "anthropic"],
    ["chatgpt", "openai"],
    ["gemini", "google"],
  ])("ccm auth login %s", async (word, login) => {
    const run = await runInTerminal(["auth", "login", word], { ...ccm().env, ...installBrowser(ccm().home) });
    expect(run.stdout).toContain("Before you log in: ");
    expect(run.stdout).toContain(`as ada@example.com`);
    expect(run.exitCode).toBe(0);
    expect(ccm().storedLogins()).toEqual([login]);
    expect(statSync(tokenFile()).mode & 0o777).toBe(0o600);
  });

  test("consent denied: one line, nothing stored", async () => {
    ccm().server.consent = "deny";
    const run = await runInTerminal(["auth", "login", "claude"], {
      ...ccm().env,
      ...installBrowser(ccm().home),
    });
    expect(complaintOf(run)).toBe("ccm: consent was denied: nothing was stored");
    expect(run.exitCode).toBe(1);
    expect(ccm().storedLogins()).toEqual([]);
  });

  test("wrong state from the browser: refused, and the right answer is still taken", async () => {
    ccm().server.consent = "wrong_state";
    const run = await runInTerminal(
      ["auth", "login", "chatgpt"],
      { ...ccm().env, ...installBrowser(ccm().home) },
      [
        {
          after: /no login waits for this answer/,
          type: (screen) => {
            ccm().server.consent = "grant";
            return deadEnd(addressIn(screen));
          },
        },
      ],
    );
    expect(run.exitCode).toBe(0);
    expect(ccm().storedLogins()).toEqual(["openai"]);
  });

  test("the first port busy: the second is taken", async () => {
    const [first, second] = [await findFreePort(), await findFreePort()];
    const blocker = Bun.listen({ hostname: "127.0.0.1", port: first, socket: { data() {} } });
    const ports = { CCM_AUTH_OPENAI_CALLBACK_PORTS: `${first},${second}` };
    const run = await runInTerminal(["auth", "login", "chatgpt"], {
      ...ccm().env,
      ...installBrowser(ccm().home),
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
      { ...ccm().env, ...ports },
      paste((screen) => deadEnd(addressIn(screen))),
    );
    blocker.stop();
    expect(run.stdout).toContain(`Port ${port} is busy (another login, of Codex perhaps)`);
    expect(run.exitCode).toBe(0);
    expect(ccm().storedLogins()).toEqual(["openai"]);
  });
});

describe("in a terminal, with the browser elsewhere", () => {
  test.each([
    ["claude", "anthropic"],
    ["gemini", "google"],
  ])("the code that the page shows is pasted: %s", async (word, login) => {
    const run = await runInTerminal(
      ["auth", "login", word, "--no-browser"],
      ccm().env,
      paste((screen) => shownCode(addressIn(screen))),
    );
    expect(run.exitCode).toBe(0);
    expect(ccm().storedLogins()).toEqual([login]);
  });

  test.each(["claude", "chatgpt", "gemini"])("the whole address is pasted: %s", async (word) => {
    const run = await runInTerminal(
      ["auth", "login", word, "--no-browser"],
      ccm().env,
      paste((screen) => deadEnd(addressIn(screen))),
    );
    expect(run.exitCode).toBe(0);
    expect(ccm().storedLogins()).toHaveLength(1);
  });

  test("while ccm waits for a browser that opened somewhere else", async () => {
    const elsewhere = { ...installBrowser(ccm().home), DISPLAY: ":0" };
    writeFileSync(join(ccm().home, "xdg-open"), "#!/bin/sh\nexit 0\n");
    const run = await runInTerminal(["auth", "login", "chatgpt"], { ...ccm().env, ...elsewhere }, [
      { after: browserQuestion, type: (screen) => deadEnd(addressIn(screen)) },
    ]);
    expect(run.exitCode).toBe(0);
    expect(ccm().storedLogins()).toEqual(["openai"]);
  });

  test("a slip is asked for again", async () => {
    const run = await runInTerminal(["auth", "login", "claude", "--no-browser"], ccm().env, [
      { after: pasteQuestion, type: () => "what code?" },
      { after: /that is no code/, type: (screen) => shownCode(addressIn(screen)) },
    ]);
    expect(run.exitCode).toBe(0);
  });

  test("the code of another login: one line, nothing stored", async () => {
    const run = await runInTerminal(
      ["auth", "login", "claude", "--no-browser"],
      ccm().env,
      paste(() => "code-of-another#state-of-another"),
    );
    expect(complaintOf(run)).toBe(
      "ccm: that code belongs to another login (wrong state): nothing was stored",
    );
    expect(run.exitCode).toBe(1);
    expect(ccm().storedLogins()).toEqual([]);
  });

  test("a replayed code: one line, nothing stored", async () => {
    ccm().server.script("/a/oauth/token", { status: 400, body: '{"error":"invalid_grant"}' });
    const run = await runInTerminal(
      ["auth", "login", "claude", "--no-browser"],
      ccm().env,
      paste((screen) => shownCode(addressIn(screen))),
    );
    expect(complaintOf(run)).toMatch(
      /^ccm: the code was refused \(.*invalid_grant\): start the login again$/,
    );
    expect(ccm().storedLogins()).toEqual([]);
  });

  test("Ctrl-C: one line, nothing stored", async () => {
    const run = await runInTerminal(
      ["auth", "login", "claude", "--no-browser"],
      ccm().env,
      paste(() => "\u0003"),
    );
    expect(complaintOf(run)).toBe("ccm: cancelled: nothing was stored");
    expect(run.exitCode).toBe(1);
  });
});

describe("with a code typed on another device", () => {
  const approve = (screen: string): string => {
    const code = /type the code ([A-F0-9-]+):/.exec(screen)?.[1] ?? "";
    ccm().server.devices.approve(code);
    return "";
  };

  test("ccm auth login chatgpt --device", async () => {
    const run = await runInTerminal(["auth", "login", "chatgpt", "--device"], ccm().env, [
      { after: /codex\/device/, type: approve },
    ]);
    expect(run.exitCode).toBe(0);
    expect(ccm().storedLogins()).toEqual(["openai"]);
  });

  test("an account that forbids it: one line that says what to do", async () => {
    ccm().server.devices.offered = false;
    const run = await runInTerminal(["auth", "login", "chatgpt", "--device"], ccm().env);
    expect(complaintOf(run)).toContain("turn on device codes in ChatGPT's security settings");
    expect(run.exitCode).toBe(1);
  });

  test("a vendor without it: one line", async () => {
    const run = await runInTerminal(["auth", "login", "claude", "--device"], ccm().env);
    expect(complaintOf(run)).toContain("has no device login");
  });
});
