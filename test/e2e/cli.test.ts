import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, Sandbox } from "../support/run-ccm.ts";

const canary = "sk-canary-0123456789abcdefghij";

describe("the program", () => {
  test("--version prints one line, without touching the home folder", async () => {
    await using box = await Sandbox.open();
    const { exitCode, stdout, stderr } = await box.run(["--version"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ccm \d+\.\d+\.\d+ \((?:[0-9a-f]{7}|unknown), bun [\d.]+\)\n$/);
    expect(stderr).toBe("");
    expect(existsSync(box.home)).toBe(false);
  });

  test("--help lists every command, on stdout", async () => {
    await using box = await Sandbox.open();
    const { exitCode, stdout } = await box.run(["--help"]);
    expect(exitCode).toBe(0);
    for (const command of [
      "start",
      "stop",
      "restart",
      "status",
      "init",
      "model",
      "provider",
      "config",
      "env",
      "run",
      "healthcheck",
      "usage",
      "logs",
      "why",
      "auth",
      "cooldown",
      "route",
      "doctor",
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"));
    }
  });

  test("an unknown command is wrong usage and gets a suggestion", async () => {
    await using box = await Sandbox.open();
    const { exitCode, stdout, stderr } = await box.run(["strat"]);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toBe("ccm: unknown command 'strat' (did you mean start?)\n");
  });

  test("no command, an unknown option and a wrong port are wrong usage", async () => {
    await using box = await Sandbox.open();
    for (const args of [
      [],
      ["start", "--prot", "1"],
      ["start", "-p", "0"],
      ["start", "-p", "http"],
      ["run"],
    ]) {
      const { exitCode, stdout } = await box.run(args);
      expect({ args, exitCode, stdout }).toEqual({ args, exitCode: 2, stdout: "" });
    }
  });

  test("commands that need a running ccm say that it is not running, with exit code 3", async () => {
    await using box = await Sandbox.open();
    box.configure();
    for (const args of [["stop"], ["restart"], ["status"], ["run", "--", "true"]]) {
      expect({ args, exitCode: (await box.run(args)).exitCode }).toEqual({ args, exitCode: 3 });
    }
  });
});

describe("--config", () => {
  test("works before and after the command, and after a subcommand", async () => {
    await using box = await Sandbox.open();
    const path = join(box.folder, "other.toml");
    for (const args of [
      ["-c", path, "config", "path"],
      ["config", "-c", path, "path"],
      ["config", "path", "--config", path],
      ["config", "path", `--config=${path}`],
      ["--config", "other.toml", "config", "path"],
    ]) {
      expect((await box.run(args)).stdout).toBe(`${path}\n`);
    }
  });

  test("start serves by the file it names; one that is not there is a mistake, not a first start", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const path = join(box.folder, "other.toml");
    writeFileSync(path, readFileSync(box.configPath));
    writeFileSync(box.configPath, "broken");
    const ccm = await box.start(["-c", path, "start"]);
    ccm.signal("SIGTERM");
    expect((await ccm.finished).exitCode).toBe(0);

    const missing = join(box.folder, "missing.toml");
    const { exitCode, stderr } = await box.run(["start", "-c", missing]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("no such file");
    expect(existsSync(missing)).toBe(false);
  });
});

describe("config", () => {
  test("check prints all findings as data and tells by its exit code whether one is an error", async () => {
    await using box = await Sandbox.open();
    box.configure('[[providers]]\nname = "z"\nprovider_type = "z.ai"\napi_key = "$CCM_TEST_UNSET"\n');
    const warned = await box.run(["config", "check"]);
    expect(warned.exitCode).toBe(0);
    expect(warned.stdout).toContain("$CCM_TEST_UNSET is unset");
    expect((await box.run(["config", "check", "--strict"])).exitCode).toBe(2);

    writeFileSync(box.configPath, "[router]\ndefault = 3\n[[providers]]\nname = 4\n");
    const wrong = await box.run(["config", "check"]);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stdout.trimEnd().split("\n").length).toBeGreaterThanOrEqual(3);
    const report = JSON.parse((await box.run(["config", "check", "--json"])).stdout);
    expect(report.errors).toBeGreaterThanOrEqual(3);
  });

  test("show prints a valid config with every secret masked", async () => {
    await using box = await Sandbox.open();
    box.configure(
      `[[providers]]
name = "secretive"
provider_type = "openrouter"
api_key = ["${canary}", "$CCM_TEST_KEY"]
headers = { "x-token" = "${canary}" }
`,
      `api_key = "${canary}"`,
    );
    const env = { CCM_TEST_KEY: `${canary}-2` };
    for (const args of [
      ["config", "show"],
      ["config", "show", "--json"],
      ["provider", "list"],
      ["status", "--json"],
    ]) {
      const { stdout, stderr } = await box.run(args, { env });
      expect(stdout.length).toBeGreaterThan(100);
      expect(stdout + stderr).not.toContain(canary);
    }
    const shown = (await box.run(["config", "show"], { env })).stdout;
    expect(shown).toContain('"$CCM_TEST_KEY"');
    writeFileSync(box.configPath, shown);
    expect((await box.run(["config", "check"], { env })).exitCode).toBe(0);
  });
});

describe("lists", () => {
  test("model, as claude-code-mux spells it, lists models, targets and routes", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const { exitCode, stdout } = await box.run(["model"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("demo/echo");
    expect(await box.run(["model", "list"])).toMatchObject({ stdout });
    expect(JSON.parse((await box.run(["model", "list", "--json"])).stdout)).toMatchObject({
      routes: [{ route: "default", model: "demo" }],
      models: [{ name: "demo", mappings: [{ provider: "demo", actual_model: "echo", priority: 1 }] }],
    });
  });

  test("provider list says what each provider still needs", async () => {
    await using box = await Sandbox.open();
    box.configure('[[providers]]\nname = "z"\nprovider_type = "z.ai"\napi_key = "$CCM_TEST_UNSET"\n');
    const { stdout } = await box.run(["provider", "list"]);
    expect(stdout).toMatch(/^demo +demo +ready/m);
    expect(stdout).toMatch(/^z +z\.ai +not configured: \$CCM_TEST_UNSET is unset/m);
  });
});

test("config example prints the example file, word for word", async () => {
  await using box = await Sandbox.open();
  const { stdout } = await box.run(["config", "example"]);
  const file = join(import.meta.dir, "../../config/config.example.toml");
  expect(stdout).toBe(readFileSync(file, "utf8"));
});

describe("env", () => {
  const awkward = `it's "a" $HOME \\ key`;

  /** Evaluates the lines in a real shell and prints what a client would find. */
  async function valueIn(shell: string, lines: string, name: string): Promise<string> {
    const child = Bun.spawn([shell, "-c", `${lines}\nexec printenv ${name}`], {
      stdout: "pipe",
      stderr: "inherit",
    });
    return (await new Response(child.stdout).text()).trimEnd();
  }

  test.each(["bash", "zsh", "fish"])(
    "its lines mean in %s what they say, whatever the key",
    async (shell) => {
      await using box = await Sandbox.open();
      box.configure("", `api_key = ${JSON.stringify(awkward)}`);
      const { stdout } = await box.run(["env", "--shell", shell]);
      expect(stdout).toContain("ANTHROPIC_BASE_URL");
      if (Bun.which(shell) === null) return;
      expect(await valueIn(shell, stdout, "ANTHROPIC_AUTH_TOKEN")).toBe(awkward);
      expect(await valueIn(shell, stdout, "ANTHROPIC_BASE_URL")).toBe(box.url);
    },
  );

  test("names the address of the running ccm, not of the file", async () => {
    await using box = await Sandbox.open();
    box.configure();
    writeFileSync(box.configPath, readFileSync(box.configPath, "utf8").replace(/port = \d+/, "port = 1"));
    await box.start(["start", "--port", String(box.port)]);
    const { stdout } = await box.run(["env", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ ANTHROPIC_BASE_URL: box.url, ANTHROPIC_AUTH_TOKEN: "ccm" });
  });

  test("leaves the client's own login alone where a provider forwards it", async () => {
    await using box = await Sandbox.open();
    box.configure('[[providers]]\nname = "claude"\nprovider_type = "anthropic"\nauth_type = "passthrough"\n');
    expect(JSON.parse((await box.run(["env", "--json"])).stdout)).not.toHaveProperty("ANTHROPIC_AUTH_TOKEN");
  });
});

describe("run", () => {
  test("hands the client the variables, its arguments and nothing of the user's own key", async () => {
    await using box = await Sandbox.open();
    box.configure();
    await box.start();
    const script = 'echo "$ANTHROPIC_BASE_URL|$ANTHROPIC_AUTH_TOKEN|$ANTHROPIC_API_KEY|$1|$2"';
    const words = ["run", "--", "sh", "-c", script, "sh", "-c", "two words"];
    const { exitCode, stdout } = await box.run(words, { env: { ANTHROPIC_API_KEY: "mine" } });
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`${box.url}|ccm||-c|two words\n`);
  });

  test("ends with the client's exit code, or as a shell does when a signal ended it", async () => {
    await using box = await Sandbox.open();
    box.configure();
    await box.start();
    expect((await box.run(["run", "--", "sh", "-c", "exit 42"])).exitCode).toBe(42);
    expect((await box.run(["run", "--", "sh", "-c", "kill -KILL $$"])).exitCode).toBe(137);
    expect((await box.run(["run", "--", "no-such-client"])).exitCode).toBe(1);
  });

  test("passes signals on, so that the client can end in its own way", async () => {
    await using box = await Sandbox.open();
    box.configure();
    await box.start();
    const ready = join(box.folder, "ready");
    const script = `trap 'echo tidied up; exit 7' TERM; : > ${ready}; while :; do sleep 0.01; done`;
    const child = Bun.spawn([binary, "run", "--", "sh", "-c", script], {
      env: { PATH: process.env.PATH, HOME: box.folder, CCM_HOME: box.home },
      stdio: ["ignore", "pipe", "pipe"],
    });
    while (!existsSync(ready)) await Bun.sleep(5);
    child.kill("SIGTERM");
    expect(await child.exited).toBe(7);
    expect(await new Response(child.stdout).text()).toBe("tidied up\n");
  });
});

test("output that nobody reads to the end is no error", async () => {
  await using box = await Sandbox.open();
  const mappings = '[{ provider = "demo", actual_model = "echo", priority = 1 }]';
  box.configure(
    Array.from({ length: 1000 }, (_, n) => `[[models]]\nname = "m${n}"\nmappings = ${mappings}\n`).join(""),
  );
  const command = `"${binary}" config show; echo "code $?" >&2`;
  const child = Bun.spawn(["sh", "-c", `{ ${command}; } | head -n 1`], {
    env: { PATH: process.env.PATH, HOME: box.folder, CCM_HOME: box.home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  expect(stdout).toBe("[server]\n");
  expect(stderr).toBe("code 0\n");
});
