import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../../src/cli/program.ts";
import { UserError } from "../../../src/errors.ts";

const home = mkdtempSync(join(tmpdir(), "ccm-cli-route-"));

const config = `
[router]
default = "sonnet"
think = "opus"

[[providers]]
name = "claude"
provider_type = "anthropic"
api_key = "sk-canary-1234567890abcdef"

[[providers]]
name = "zai"
provider_type = "z.ai"
api_key = "$CCM_TEST_UNSET_KEY"

[[providers]]
name = "limited"
provider_type = "openai"
api_key = "sk-other-1234567890abcdef"

[[models]]
name = "sonnet"
[[models.mappings]]
provider = "limited"
actual_model = "gpt-5.1"
priority = 1
[[models.mappings]]
provider = "zai"
actual_model = "glm-4.6"
priority = 2
[[models.mappings]]
provider = "claude"
actual_model = "claude-sonnet-4-5"
priority = 3
price = { input = 3.0, output = 15.0 }

[[models]]
name = "opus"
[[models.mappings]]
provider = "zai"
actual_model = "glm-4.6"
priority = 1
`;

beforeAll(() => {
  writeFileSync(join(home, "config.toml"), config, { mode: 0o600 });
  const now = Date.now();
  const cooldown = {
    key: { provider: "limited", credential: "limited", model: "gpt-5.1" },
    cause: "rate_limit",
    message: "Try later",
    since: now,
    until: now + 600_000,
    stated: true,
    version: "",
  };
  const credentials = ["limited", "limited#1"];
  const kept = credentials.map((credential) => ({ ...cooldown, key: { ...cooldown.key, credential } }));
  writeFileSync(join(home, "cooldowns.json"), JSON.stringify(kept), { mode: 0o600 });
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

async function explain(...args: string[]): Promise<{ code: number; out: string }> {
  const printed: string[] = [];
  const terminal = {
    env: { CCM_HOME: home },
    print: (text: string) => void printed.push(text),
    say: () => undefined,
  };
  const code = await runProgram(["route", "explain", ...args], terminal);
  return { code, out: printed.join("\n") };
}

async function explainJson(...args: string[]): Promise<unknown> {
  return JSON.parse((await explain("--json", ...args)).out);
}

test("a sentence goes to the default, past who rests and who is not configured", async () => {
  const { code, out } = await explain("--model", "claude-x", "hello", "there");
  expect(code).toBe(0);
  expect(out).toMatch(/^requested +claude-x$/m);
  expect(out).toMatch(/^route +default$/m);
  expect(out).toMatch(/^matched +auto_map_regex matches claude-x$/m);
  expect(out).toMatch(/^ {2}- +limited +gpt-5\.1 +\S+ +\S+ +skipped: cooling down until .* \(Try later\)$/m);
  expect(out).toMatch(/^ {2}- +zai +glm-4\.6 .*skipped: not configured: \$CCM_TEST_UNSET_KEY is unset$/m);
  expect(out).toMatch(/^ {2}1 +claude +claude-sonnet-4-5 +anthropic +\S+ +(?:under )?\$0\.\d+$/m);
  expect(out).not.toContain("canary");
});

test("a saved request is routed by what stands in it, and its price follows its length", async () => {
  const file = join(home, "request.json");
  const words = "word ".repeat(20_000);
  const body = { model: "claude-x", max_tokens: 9, messages: [{ role: "user", content: words }] };
  writeFileSync(file, JSON.stringify(body));
  const told = await explainJson("--file", file);
  expect(told).toMatchObject({ requested: "claude-x", route: { model: "sonnet", reason: "default" } });
  const { tokens, targets } = told as { tokens: number; targets: { input_cost: number }[] };
  expect(tokens).toBeGreaterThan(20_000);
  expect(targets.at(-1)?.input_cost).toBeCloseTo((tokens * 3) / 1e6, 6);

  writeFileSync(file, JSON.stringify({ ...body, thinking: { type: "enabled", budget_tokens: 5000 } }));
  expect(await explainJson("--file", file)).toMatchObject({ route: { model: "opus", reason: "think" } });
  expect(await explainJson("--file", file, "--model", "claude-y")).toMatchObject({ requested: "claude-y" });
});

test("a request in an OpenAI format is read in that format", async () => {
  const file = join(home, "responses.json");
  writeFileSync(file, JSON.stringify({ model: "opus", input: "hello" }));
  const told = await explainJson("--file", file, "--format", "openai-responses");
  expect(told).toMatchObject({ requested: "opus", route: { model: "opus", reason: "direct" } });
});

test("where nobody would answer, the exit code is 1", async () => {
  const unknown = await explain("--model", "nobody");
  expect([unknown.code, unknown.out]).toEqual([
    1,
    expect.stringContaining("nobody, which is not configured"),
  ]);
  expect((await explain("--model", "opus")).code).toBe(1);
  expect((await explain("--model", "sonet")).out).toMatch(/^meant +sonnet\?$/m);
});

test("a single word that is a model's name is one", async () => {
  expect((await explain("opus")).out).toMatch(/^requested +opus$/m);
  expect((await explain("claude-whatever")).out).toMatch(/^requested +claude-whatever$/m);
  expect((await explain("hello")).out).toMatch(/^requested +no model named$/m);
  expect((await explain("opus", "please")).out).toMatch(/^requested +no model named$/m);
  expect(await explainJson("opus", "--model", "sonnet")).toMatchObject({ requested: "sonnet" });
});

test("what cannot be read is a mistake told in one line", async () => {
  const file = join(home, "broken.json");
  writeFileSync(file, "{");
  await expect(explain("--file", file)).rejects.toBeInstanceOf(UserError);
  await expect(explain("--file", join(home, "absent.json"))).rejects.toThrow("cannot read");
  await expect(explain("--file", file, "hello")).rejects.toThrow("not both");
});
