import { describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { runInTerminal } from "../support/oauth/run-ccm.ts";
import { Sandbox } from "../support/run-ccm.ts";

const canary = "sk-canary-0123456789abcdefghij";
const routerFile = JSON.stringify({
  Providers: [
    {
      name: "or",
      api_base_url: "https://openrouter.ai/api/v1/chat/completions",
      api_key: canary,
      models: ["m"],
      transformer: { use: ["mine"] },
    },
  ],
  Router: { default: "or,m" },
});

/** A box with a config of claude-code-router in its usual place. */
async function boxWithRouter(): Promise<Sandbox> {
  const box = await Sandbox.open();
  mkdirSync(join(box.folder, ".claude-code-router"));
  writeFileSync(join(box.folder, ".claude-code-router", "config.json"), routerFile);
  return box;
}

describe("import", () => {
  test("finds what there is, shows it without its keys, and writes nothing with --dry-run", async () => {
    await using box = await boxWithRouter();
    const { exitCode, stdout, stderr } = await box.run(["import", "--dry-run"]);
    expect(stdout).toContain('api_key = "sk-canar…ghij"');
    expect(stdout).toContain('#   transformer "mine" of provider "or": ccm runs no transformers');
    expect(stdout + stderr).not.toContain(canary);
    expect(exitCode).toBe(0);
    expect(existsSync(box.home)).toBe(false);
  });

  test("asks for a word before it writes", async () => {
    await using box = await boxWithRouter();
    const refused = await box.run(["import"]);
    expect(refused.stderr).toContain("nothing was written: --yes writes it");
    expect(refused.exitCode).toBe(2);
    const env = { HOME: box.folder, CCM_HOME: box.home };
    const run = await runInTerminal(["import", "claude-code-router"], env, [
      { after: /Write this to .*\?/, type: () => "" },
    ]);
    expect(run.stdout).toContain(`wrote ${box.configPath}`);
    expect(run.stdout).not.toContain(canary);
    expect(readFileSync(box.configPath, "utf8")).toContain(canary);
    expect(statSync(box.configPath).mode & 0o777).toBe(0o600);
    expect((await box.run(["config", "check", "--strict"])).exitCode).toBe(0);
  });

  test("leaves a config alone that it cannot read or make valid, and says why", async () => {
    await using box = await boxWithRouter();
    const refusal = async (args: readonly string[]): Promise<string> => {
      const { exitCode, stderr } = await box.run(args);
      expect(exitCode).toBe(2);
      return stderr;
    };
    mkdirSync(box.configPath, { recursive: true });
    for (const args of [
      ["import", "--yes"],
      ["init", "--yes"],
    ]) {
      expect(await refusal(args)).toBe(`ccm: ${box.configPath}: is a folder, not a file\n`);
    }
    rmdirSync(box.configPath);
    writeFileSync(box.configPath, "[server]\n");
    expect(await refusal(["import", "--yes"])).toStartWith(
      "ccm: nothing was written: it would make no valid config: router the section is missing",
    );
    expect(readFileSync(box.configPath, "utf8")).toBe("[server]\n");
    writeFileSync(box.configPath, Buffer.from([0xff, 0xfe]));
    expect(await refusal(["import", "--yes"])).toContain("is not a text file");
  });

  test("adds to a config that is there, keeps a copy, and with --replace starts anew", async () => {
    await using box = await boxWithRouter();
    box.configure("# mine\n");
    const before = readFileSync(box.configPath, "utf8");
    const { exitCode, stdout } = await box.run(["import", "--yes", "--json"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      source: "claude-code-router",
      adds_to_config: true,
      providers: ["or"],
      models: ["or,m"],
    });
    expect(stdout).not.toContain(canary);
    const after = readFileSync(box.configPath, "utf8");
    expect(after).toContain('default = "demo"');
    expect(after).toContain('name = "or,m"');
    const copies = () => readdirSync(box.home).filter((name) => name.endsWith(".bak"));
    expect(copies().map((name) => readFileSync(join(box.home, name), "utf8"))).toEqual([before]);
    const again = await box.run(["import", "--yes"]);
    expect(again.stderr).toBe(`all of it is in ${box.configPath} already: nothing to write\n`);
    expect(readFileSync(box.configPath, "utf8")).toBe(after);
    await box.run(["import", "--yes", "--replace"]);
    expect(readFileSync(box.configPath, "utf8")).toContain('default = "or,m"');
  });

  test("names the choice when several things can be imported", async () => {
    await using box = await boxWithRouter();
    writeFileSync(
      join(box.folder, "config.yaml"),
      "model_list:\n  - model_name: a\n    litellm_params: { model: openai/b, api_key: os.environ/K }\n",
    );
    const { exitCode, stderr } = await box.run(["import", "--dry-run"]);
    expect(stderr).toContain("several things can be imported, name one: ");
    expect(exitCode).toBe(2);
    const named = await box.run(["import", "config.yaml", "--dry-run"]);
    expect(named.stdout).toContain('api_key = "$K"');
  });

  test.each([
    [[], "nothing to import was found"],
    [["litellm"], "no config of litellm is in its usual place: name its path"],
    [["./gone.json"], "gone.json: there is no such file"],
    [["env"], "no variable of the environment points a client at a provider"],
  ])("%p without any of it is wrong usage", async (words, message) => {
    await using box = await Sandbox.open();
    const { exitCode, stderr } = await box.run(["import", ...words]);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});

describe("import of another home", () => {
  const login = (token: string) => ({
    provider_id: "claude",
    access_token: token,
    refresh_token: "r",
    expires_at: "2030-01-01T00:00:00Z",
  });

  test("takes its config word for word, and the logins that ccm has not", async () => {
    await using box = await Sandbox.open();
    const original = join(box.folder, ".claude-code-mux");
    mkdirSync(original);
    const text = `# mine\n[router]\ndefault = "m"\n[[providers]]\nname = "p"\nprovider_type = "z.ai"\napi_key = "${canary}"\n`;
    writeFileSync(join(original, "config.toml"), text);
    writeFileSync(
      join(original, "oauth_tokens.json"),
      JSON.stringify({ claude: login("theirs"), mine: login("theirs") }),
    );
    mkdirSync(box.home, { mode: 0o700 });
    const tokens = join(box.home, "oauth_tokens.json");
    writeFileSync(tokens, JSON.stringify({ mine: login("ours") }), { mode: 0o600 });

    const shown = await box.run(["import", "--dry-run"]);
    expect(shown.stdout).toContain('api_key = "sk-canar…ghij"');
    const { exitCode, stderr } = await box.run(["import", "--yes"]);
    expect(stderr).toContain("logins taken over: claude\n");
    expect(exitCode).toBe(0);
    expect(readFileSync(box.configPath, "utf8")).toBe(text);
    const stored = JSON.parse(readFileSync(tokens, "utf8"));
    expect([stored.claude.access_token, stored.mine.access_token]).toEqual(["theirs", "ours"]);
  });

  test("does not mix two configs, and knows its own", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const other = join(box.folder, "other.toml");
    writeFileSync(other, '[router]\ndefault = "m"\n');
    expect((await box.run(["import", other, "--yes"])).stderr).toContain("--replace takes the other one");
    expect((await box.run(["import", other, "--yes", "--replace"])).exitCode).toBe(0);
    expect(readFileSync(box.configPath, "utf8")).toBe('[router]\ndefault = "m"\n');
    expect((await box.run(["import", box.home])).stderr).toContain("is ccm's config already");
  });
});
