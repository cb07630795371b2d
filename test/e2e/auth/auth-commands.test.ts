import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson } from "../../../src/json.ts";
import { deadEnd, shownCode } from "../../support/oauth/browse.ts";
import { addressIn, type Reply, runInTerminal, runPiped } from "../../support/oauth/run-ccm.ts";
import { complaintOf, useCcmHome } from "../../support/oauth/use-ccm-home.ts";

setDefaultTimeout(60_000);
const ccm = useCcmHome();
const tokenFile = (): string => join(ccm().home, "oauth_tokens.json");
const paste = (type: Reply["type"]): readonly Reply[] => [{ after: /ends on: /, type }];

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

  beforeEach(() => writeFileSync(join(ccm().home, "config.toml"), config, { mode: 0o600 }));

  test.each([
    ["fast", 'ccm: provider "fast" (Groq) has no login: give it an api_key'],
    [
      "nonsense",
      'ccm: "nonsense" is neither a provider with a login nor a vendor: known are claude-max, by-key, anthropic, openai, google',
    ],
  ])("ccm auth login %s: one line, exit 2", async (word, line) => {
    const run = await runPiped(["auth", "login", word], ccm().env);
    expect(complaintOf(run)).toBe(line);
    expect(run.exitCode).toBe(2);
    expect(readdirSync(ccm().home).filter((name) => name.endsWith(".json"))).toEqual([]);
  });

  test("a login is stored under the name that the config looks for", async () => {
    const run = await runInTerminal(
      ["auth", "login", "claude-max", "--no-browser"],
      ccm().env,
      paste((screen) => shownCode(addressIn(screen))),
    );
    expect(run.exitCode).toBe(0);
    expect(run.stdout).not.toContain("does not use it yet");
    expect(ccm().storedLogins()).toEqual(["anthropic-max"]);
    const list = await runPiped(["auth", "list"], ccm().env);
    expect(list.stdout).toMatch(/^anthropic-max +ready +ada@example\.com .* claude-max$/m);
  });

  test("a provider that would not use the login is named, with what to set", async () => {
    const run = await runInTerminal(
      ["auth", "login", "by-key", "--no-browser"],
      ccm().env,
      paste((screen) => deadEnd(addressIn(screen))),
    );
    expect(run.stdout).toContain('Provider "by-key" does not use it yet: set auth_type = "oauth" for it.');
  });

  test("endpoints may be set in the config, and must be safe for tokens", async () => {
    const settings = `\n[auth.anthropic]\ntoken_url = "http://vendor.example/token"\n`;
    writeFileSync(join(ccm().home, "config.toml"), config + settings);
    const { CCM_AUTH_ANTHROPIC_TOKEN_URL: _, ...withoutVariable } = ccm().env;
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
      ccm().env,
      paste((screen) => shownCode(addressIn(screen))),
    );
  });

  test("is listed for people and for machines", async () => {
    expect((await runPiped(["auth", "list"], ccm().env)).stdout).toContain("ada@example.com");
    const { stdout } = await runPiped(["auth", "list", "--json"], ccm().env);
    expect(parseJson(stdout)).toMatchObject([{ login: "anthropic", state: "ready", providers: [] }]);
  });

  test("is refreshed on demand", async () => {
    const before = readFileSync(tokenFile(), "utf8");
    const run = await runPiped(["auth", "refresh", "claude"], ccm().env);
    expect(run.stdout).toMatch(/^anthropic: refreshed, good until \d{4}-/);
    expect(readFileSync(tokenFile(), "utf8")).not.toBe(before);
  });

  test("is not refreshed where the new tokens could not be written", async () => {
    writeFileSync(join(ccm().home, ".oauth_tokens.lock"), "damaged ".repeat(200));
    const before = ccm().server.requests.length;
    const run = await runPiped(["auth", "refresh"], ccm().env);
    expect(complaintOf(run)).toContain("cannot be locked");
    expect(run.exitCode).toBe(1);
    expect(ccm().server.requests).toHaveLength(before);
  });

  test("that the vendor has ended says so in one line, and in the list", async () => {
    ccm().server.script("/a/oauth/token", { status: 400, body: '{"error":"invalid_grant"}' });
    const run = await runPiped(["auth", "refresh"], ccm().env);
    expect(complaintOf(run)).toContain("is over");
    expect(run.exitCode).toBe(1);
    const { stdout, stderr } = await runPiped(["auth", "list"], ccm().env);
    expect(stdout).toMatch(/^anthropic +ended /m);
    expect(stderr).toContain("run `ccm auth login anthropic`");
  });

  test("is gone after a logout; a second one says so", async () => {
    expect((await runPiped(["auth", "logout", "claude"], ccm().env)).stdout).toBe("anthropic: logged out\n");
    expect(ccm().storedLogins()).toEqual([]);
    const again = await runPiped(["auth", "logout", "claude"], ccm().env);
    expect(complaintOf(again)).toBe('ccm: "claude" is not logged in: run `ccm auth login claude`');
    expect(again.exitCode).toBe(1);
  });
});
