import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Sandbox } from "../../support/run-ccm.ts";

setDefaultTimeout(30_000);

const canary = "c4n4ryS3cr3tValue";
const prompt = "the heron in the reeds";

/** Providers whose every credential is a canary, and one that fails in words that repeat what it was sent. */
function configure(box: Sandbox, url: string): void {
  box.configure(
    `
[[providers]]
name = "loud"
provider_type = "anthropic"
base_url = "${url}"
api_key = "loud-${canary}-1"
headers = { "x-tenant-key" = "header-${canary}", authorization = "Bearer bearer-${canary}" }
[[providers]]
name = "env"
provider_type = "z.ai"
api_key = "$SOME_KEY"
[[models]]
name = "loud"
[[models.mappings]]
provider = "loud"
actual_model = "loud-1"
priority = 1
`,
    `api_key = "client-${canary}"\nlog_level = "trace"\nlog_bodies = true`,
  );
  const tokens = { anthropic: { access_token: `at-${canary}`, refresh_token: `rt-${canary}` } };
  writeFileSync(join(box.home, "oauth_tokens.json"), JSON.stringify(tokens), { mode: 0o600 });
  writeFileSync(join(box.home, "admin_token"), `admin-${canary}`, { mode: 0o600 });
}

const env = { SOME_KEY: `env-${canary}`, HTTPS_PROXY: `http://user:proxy-${canary}@proxy.example` };

describe("ccm report", () => {
  test("holds what a bug report needs, and no credential and no prompt", async () => {
    using provider = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) =>
        Response.json(
          { type: "error", error: { type: "api_error", message: `bad ${request.headers.get("x-api-key")}` } },
          { status: 500 },
        ),
    });
    await using box = await Sandbox.open();
    configure(box, provider.url.origin);
    await box.run(["start", "--detach"], { env });
    const asked = await fetch(`${box.url}/v1/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": `client-${canary}` },
      body: JSON.stringify({ model: "loud", max_tokens: 9, messages: [{ role: "user", content: prompt }] }),
    });
    const id = asked.headers.get("request-id") ?? "";
    while ((await box.run(["why", id])).exitCode !== 0) await Bun.sleep(20); // until the ledger has it
    writeFileSync(join(box.home, "ccm.log"), `{"authorization":"Bearer log-${canary}"}\n`, { flag: "a" });

    const reported = await box.run(["report", "--offline"], { env });
    expect(reported.exitCode).toBe(0);
    const [name = ""] = readdirSync(box.folder).filter((file) => /^ccm-report-.*\.md$/.test(file));
    const path = join(box.folder, name);
    expect(reported.stdout).toBe(`${path}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(reported.stderr).toMatch(
      /^In it, for you to read before you give it away:\n {2}version and platform\n {2}config, credentials masked\n {2}doctor: 0 problems, \d+ warnings?\n {2}cooldowns: 0\n {2}log, the last \d+ lines\n {2}requests that failed or moved on, without prompts: 1\n$/,
    );

    const report = readFileSync(path, "utf8");
    for (const text of [report, reported.stderr]) expect(text).not.toContain(canary);
    expect(report).not.toContain(prompt);
    expect(report).not.toContain(box.folder);
    for (const fact of [id, 'name = "loud"', "500, server_error", "HTTPS_PROXY set", "running, version"]) {
      expect(report).toContain(fact);
    }
  });

  test("works in an empty home, and goes where it is told", async () => {
    await using box = await Sandbox.open();
    const reported = await box.run(["report", "--offline", "-o", "-"]);
    expect(reported).toMatchObject({ exitCode: 0, stderr: "" });
    expect(reported.stdout).toStartWith("# ccm report\n");
    mkdirSync(join(box.home, "ccm.log"), { recursive: true });
    const unreadable = await box.run(["report", "--offline", "-o", "-"]);
    expect(unreadable.stdout).toContain("## log: unreadable\n");
    const path = join(box.folder, "bug.md");
    expect((await box.run(["report", "--offline", "--output", path])).stdout).toBe(`${path}\n`);
    expect(existsSync(path)).toBe(true);
    const refused = await box.run(["report", "--offline", "-o", join(box.folder, "no", "such", "folder.md")]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/^ccm: .*folder\.md cannot be written: .*\n$/);
  });
});
