import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deadEnd, shownCode } from "../../support/oauth/browse.ts";
import { addressIn, runPiped } from "../../support/oauth/run-ccm.ts";
import { type OAuthServer, startOAuthServer } from "../../support/oauth/start-oauth-server.ts";
import { useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

setDefaultTimeout(60_000);
const temporaryHome = useTemporaryHomes();
let server: OAuthServer;
beforeAll(() => {
  server = startOAuthServer();
});
afterAll(() => server.stop());

/** Command lines of every process, as any user of the machine can read them; empty where there is no /proc. */
function commandLines(): string {
  const isProcess = (name: string): boolean => /^\d+$/.test(name);
  try {
    return readdirSync("/proc")
      .filter(isProcess)
      .map((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, "utf8");
        } catch {
          return ""; // it has ended
        }
      })
      .join("\n");
  } catch {
    return "";
  }
}

test.each(["info", "debug", "trace"])(
  "nothing secret shows anywhere but in the token file, at log level %s",
  async (level) => {
    const home = await temporaryHome();
    const env = { ...server.environment, CCM_HOME: home, HOME: home };
    const config = `[server]\nlog_level = "${level}"\n[router]\ndefault = "m"\n`;
    writeFileSync(join(home, "config.toml"), config, { mode: 0o600 });
    let seen = "";
    let processes = "";
    const watch = setInterval(() => {
      processes += commandLines();
    }, 20);
    const run = async (args: readonly string[], stdin = ""): Promise<string> => {
      const { stdout, stderr } = await runPiped(["auth", ...args], env, stdin);
      seen += stdout + stderr;
      return stderr;
    };

    for (const vendor of ["claude", "gemini"]) {
      const code = await shownCode(addressIn(await run(["login", vendor])));
      await run(["login", vendor, "--code", "-", "--json"], code);
    }
    // Refused codes and refreshes, with a vendor that repeats what it was sent.
    const refused = await deadEnd(addressIn(await run(["login", "claude"])));
    const code = new URL(refused).searchParams.get("code") ?? "";
    server.script("/a/oauth/token", {
      status: 400,
      body: JSON.stringify({ error: "invalid_grant", error_description: code }),
    });
    await run(["login", "claude", "--code", "-"], refused);
    const { refresh_token } = JSON.parse(readFileSync(join(home, "oauth_tokens.json"), "utf8")).anthropic;
    const echo = JSON.stringify({ error: refresh_token, error_description: `unknown ${refresh_token}` });
    server.script("/a/oauth/token", { status: 500, body: echo });
    await run(["refresh", "claude"]);
    await run(["refresh"]);
    await run(["list"]);
    await run(["list", "--json"]);
    await run(["logout", "claude"]);
    clearInterval(watch);

    const secrets = server.secrets();
    expect(secrets.length).toBeGreaterThan(8);
    for (const secret of secrets) {
      expect(seen).not.toContain(secret);
      expect(processes).not.toContain(secret);
    }
  },
);
