import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type Reply, runInTerminal, runPiped } from "../support/oauth/run-ccm.ts";
import { Sandbox } from "../support/run-ccm.ts";
import { respond } from "../support/stand-in/frame-response.ts";
import { startStandIn } from "../support/stand-in/start-stand-in.ts";
import { textAnswer } from "../support/wire/answer.ts";
import { encodeSse } from "../support/wire/encode-sse.ts";
import { wires } from "../support/wire/wires.ts";

const canary = "sk-canary-0123456789abcdefghij";
const enter = "";
const down = "\u001b[B";
const ctrlC = "\u0003";

const envOf = (box: Sandbox) => ({ HOME: box.folder, CCM_HOME: box.home });

/** A provider that answers whoever brings the key, and says who did. */
async function startProvider() {
  const wire = wires.anthropic;
  return startStandIn({
    script: (request) =>
      request.headers.authorization === `Bearer ${canary}`
        ? respond({
            headers: { "content-type": "text/event-stream" },
            body: encodeSse(wire.frames(textAnswer, wire.modelOf(request))),
          })
        : respond({
            status: 401,
            headers: { "content-type": "application/json" },
            body: [JSON.stringify(wire.error("authentication", "who are you?"))],
          }),
  });
}

describe("init without a terminal", () => {
  test("writes the demo's config once and never over another without --force, which keeps a copy", async () => {
    await using box = await Sandbox.open();
    expect((await box.run(["init", "--provider", "demo"])).exitCode).toBe(0);
    expect((await box.run(["config", "check", "--strict"])).exitCode).toBe(0);
    writeFileSync(box.configPath, "mine");
    const refused = await box.run(["init", "--provider", "zai"]);
    expect(refused.stderr).toBe(
      `ccm: ${box.configPath} is there already: --force sets it up anew and keeps a copy\n`,
    );
    expect(refused.exitCode).toBe(1);
    expect(readFileSync(box.configPath, "utf8")).toBe("mine");
    expect((await box.run(["init", "--provider", "zai", "--force", "--no-test"])).exitCode).toBe(0);
    const copy = readdirSync(box.home).find((name) => name.endsWith(".bak"));
    expect(readFileSync(`${box.home}/${copy}`, "utf8")).toBe("mine");
  });

  test("sets up what the options say, tries it, and tells as JSON", async () => {
    await using box = await Sandbox.open();
    const provider = await startProvider();
    const { exitCode, stdout, stderr } = await box.run(
      ["init", "--provider", "zai=$MY_KEY", "--base-url", `zai=${provider.url}`, "--think", "deep", "--json"],
      { env: { MY_KEY: canary } },
    );
    await provider.close();
    expect(JSON.parse(stdout)).toMatchObject({
      config: box.configPath,
      routes: { default: "main", think: "think", background: "background" },
      trials: [{ provider: "zai", outcome: "ok" }],
    });
    expect(exitCode).toBe(0);
    const text = readFileSync(box.configPath, "utf8");
    expect(text).toContain('api_key = "$MY_KEY"');
    expect(text + stdout + stderr).not.toContain(canary);
    expect((await box.run(["config", "check", "--strict"], { env: { MY_KEY: canary } })).exitCode).toBe(0);
  });

  test("ends with 1 and the provider's words when nobody answers, the config written", async () => {
    await using box = await Sandbox.open();
    const provider = await startProvider();
    const { exitCode, stderr } = await box.run(
      ["init", "--provider", "zai", "--base-url", `zai=${provider.url}`],
      { env: { ZAI_API_KEY: "wrong" } },
    );
    await provider.close();
    expect(stderr).toMatch(/^ {2}zai {2}glm-[\d.]+: who are you\?$/m);
    expect(exitCode).toBe(1);
    expect(existsSync(box.configPath)).toBe(true);
  });

  test("says what to do where a key or a login is still missing", async () => {
    await using box = await Sandbox.open();
    const { exitCode, stderr } = await box.run(["init", "--provider", "zai", "--provider", "chatgpt=login"]);
    expect(stderr).toMatch(/zai +not tried: not configured: \$ZAI_API_KEY is unset/);
    expect(stderr).toEndWith(
      "next:\n  export ZAI_API_KEY=…\n  ccm auth login openai\n  ccm start --detach\n",
    );
    expect(exitCode).toBe(0);
  });

  test("takes what it finds, and says what it must leave out", async () => {
    await using box = await Sandbox.open();
    const env = { ZAI_API_KEY: canary, GROQ_API_KEY: canary };
    const { exitCode, stderr } = await box.run(["init", "--no-test"], { env });
    expect(stderr).toContain("Groq: $GROQ_API_KEY is set, but it has no usual model: left out");
    expect(exitCode).toBe(0);
    const text = readFileSync(box.configPath, "utf8");
    expect(text).toContain('api_key = "$ZAI_API_KEY"');
    expect(text).not.toContain("groq");
    expect(text + stderr).not.toContain(canary);
  });

  test("tries it in the ccm that runs, which takes it over at once", async () => {
    await using box = await Sandbox.open();
    await box.run(["init", "--provider", "demo"]);
    await box.start(["start", "--port", String(box.port)]);
    const provider = await startProvider();
    const options = ["init", "--provider", "zai", "--base-url", `zai=${provider.url}`];
    const env = { ZAI_API_KEY: canary };
    const elsewhere = await box.run(["-c", `${box.folder}/other.toml`, ...options], { env });
    expect(elsewhere.stderr).toContain(`the ccm that runs has another config, ${box.configPath}`);
    const { stderr } = await box.run(options, { env });
    await provider.close();
    // The running one was started without the variable.
    expect(stderr).toMatch(/zai +not tried: .*\$ZAI_API_KEY/);
    expect(stderr).toEndWith("next:\n  ccm stop\n  ccm start --detach\n");
  });

  test("keeps a piped key in the config alone, which is private", async () => {
    await using box = await Sandbox.open();
    const run = await runPiped(["init", "--provider", "zai=-", "--no-test"], envOf(box), `${canary}\n`);
    expect(run.exitCode).toBe(0);
    expect(run.stdout + run.stderr).not.toContain(canary);
    expect(readFileSync(box.configPath, "utf8")).toContain(`api_key = "${canary}"`);
    expect(statSync(box.configPath).mode & 0o777).toBe(0o600);
  });

  test.each([
    [["--provider", "groq"], "Groq has no usual model: --default names it"],
    [["--provider", "zai", "--provider", "groq"], "Groq has no usual model: put it first, with --default"],
    [["--provider", "openai-compatible", "--default", "m"], "--base-url openai-compatible=URL"],
    [["--provider", "zai=-"], "no key was piped in"],
  ])("%p is wrong usage, and writes nothing", async (options, words) => {
    await using box = await Sandbox.open();
    const { exitCode, stderr } = await box.run(["init", ...options]);
    expect(stderr).toContain(words);
    expect(exitCode).toBe(2);
    expect(existsSync(box.home)).toBe(false);
  });
});

describe("init in a terminal", () => {
  const options = ["init", "--provider", "zai", "--no-test"];
  const press = (after: RegExp, keys: string): Reply => ({ after, type: () => keys });

  test("shows what answers, and writes when told to", async () => {
    await using box = await Sandbox.open();
    const run = await runInTerminal(options, envOf(box), [press(/Write .*config\.toml\?/, enter)]);
    expect(run.stdout).toMatch(/default +zai +glm-/);
    expect(run.exitCode).toBe(0);
    expect((await box.run(["config", "check"])).exitCode).toBe(0);
  });

  test("lets models be changed first", async () => {
    await using box = await Sandbox.open();
    const run = await runInTerminal(options, envOf(box), [
      press(/Write .*config\.toml\?/, down),
      press(/model for most requests/, "-turbo"),
      press(/for much thinking/, enter),
      press(/for small work/, enter),
      press(/default +zai +glm-[\d.]+-turbo[\s\S]*Write/, enter),
    ]);
    expect(run.exitCode).toBe(0);
    expect(readFileSync(box.configPath, "utf8")).toMatch(/actual_model = "glm-[\d.]+-turbo"/);
  });

  test("takes a pasted key without showing it, for a provider that is searched for", async () => {
    await using box = await Sandbox.open();
    // A first provider is found, whatever else runs on this machine.
    const env = { ...envOf(box), MINIMAX_API_KEY: "m" };
    const run = await runInTerminal(["init", "--no-test"], env, [
      press(/Which providers shall ccm use\?[\s\S]*Another one/, `\u001b[A `),
      press(/type to search/, "openrouter"),
      press(/How does ccm get into OpenRouter\?/, down),
      press(/Key of OpenRouter/, canary),
      press(/Which one first\?/, down),
      press(/default +openrouter [\s\S]*then +minimax [\s\S]*Write/, enter),
    ]);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).not.toContain(canary);
    expect(readFileSync(box.configPath, "utf8")).toContain(`api_key = "${canary}"`);
  });

  test("leaves nothing behind on Ctrl-C", async () => {
    await using box = await Sandbox.open();
    const run = await runInTerminal(options, envOf(box), [press(/Write .*config\.toml\?/, ctrlC)]);
    expect(run.stdout).toContain("ccm: nothing was written");
    expect(run.exitCode).toBe(1);
    expect(existsSync(box.home)).toBe(false);
  });

  test("asks before it replaces a config, and no is the answer unless yes is chosen", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const before = readFileSync(box.configPath, "utf8");
    const run = await runInTerminal(options, envOf(box), [press(/Set up anew\?/, enter)]);
    expect(run.stdout).toContain("ccm: nothing was written");
    expect(run.exitCode).toBe(1);
    expect(readFileSync(box.configPath, "utf8")).toBe(before);
  });

  test("does not ask about the untouched first config", async () => {
    await using box = await Sandbox.open();
    await box.run(["init", "--provider", "demo"]);
    const run = await runInTerminal(options, envOf(box), [press(/Write .*config\.toml\?/, enter)]);
    expect(run.stdout).not.toContain("Set up anew?");
    expect(run.exitCode).toBe(0);
  });
});
