import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { ccmCommand } from "../../support/ccm/start-ccm.ts";
import { Sandbox } from "../../support/run-ccm.ts";

setDefaultTimeout(30_000);

const more = `
[[providers]]
name = "zai"
provider_type = "z.ai"
api_key = "$NO_SUCH_KEY"
[[models]]
name = "failing"
[[models.mappings]]
provider = "demo"
actual_model = "rate-limited"
priority = 1
`;

async function ask(url: string, model: string): Promise<void> {
  const body = JSON.stringify({ model, max_tokens: 9, messages: [{ role: "user", content: "hi" }] });
  const headers = { "content-type": "application/json" };
  await (await fetch(`${url}/v1/messages`, { method: "POST", headers, body })).text();
}

/** Asks until the ledger has written it all. */
async function statusWith(box: Sandbox, requests: number): Promise<Record<string, unknown>> {
  for (;;) {
    const { stdout } = await box.run(["status", "--json"]);
    const told = JSON.parse(stdout);
    if (told.usage.totals?.requests === requests) return told;
    await Bun.sleep(20);
  }
}

describe("ccm status", () => {
  test("tells all of Overview, and no more than is there when ccm has stopped", async () => {
    await using box = await Sandbox.open();
    box.configure(more);
    const running = await box.start();
    await ask(running.url, "demo");
    await ask(running.url, "failing");
    expect(await statusWith(box, 2)).toMatchObject({
      state: "running",
      live: 0,
      not_loaded: null,
      ledger: { state: "recording", dropped: 0 },
      providers: [
        { name: "demo", state: "ready" },
        { name: "zai", state: "not configured: $NO_SUCH_KEY is unset" },
      ],
      cooldowns: [{ provider: "demo", model: "rate-limited", cause: "rate_limit", stated: true }],
      usage: {
        range: "today",
        totals: { requests: 2, ok: 1, failed: 1 },
        routes: [{ name: "direct", requests: 2 }],
        recent: [
          { model: "failing", status: 429 },
          { model: "demo", status: 200 },
        ],
      },
    });
    const shown = [
      /^ccm 1\.0\.0 is running \(pid \d+\) on http:\/\/127\.0\.0\.1:\d+ for \d+ s$/m,
      /^live +no answer under way$/m,
      /^today\n {2}requests +2 +1 failed$/m,
      /^ {2}first token +\S+ ms +p95 /m,
      /^providers\n {2}PROVIDER +TYPE +CALLS +FAILED +FIRST +STATE\n {2}demo +demo +2 +1 +\S+ ms +ready, 1 model cooling down\n {2}zai +z\.ai +not configured/m,
      /^cooling down\n {2}demo +rate-limited +rate_limit .* stated +Too many requests \(demo\)$/m,
      /^routes today\n {2}direct +2 +100%$/m,
      /^latest requests\n {2}\S+ +direct +failing +429 rate_limit /m,
      /^warnings\n {2}.*NO_SUCH_KEY is unset/m,
    ];
    const while_ = await box.run(["status"]);
    expect(while_).toMatchObject({ exitCode: 0, stderr: "" });
    for (const line of shown) expect(while_.stdout).toMatch(line);

    running.signal("SIGTERM");
    await running.finished;
    const after = await box.run(["status"]);
    expect(after.exitCode).toBe(3);
    expect(after.stdout).toStartWith("ccm is not running\n");
    for (const line of shown.slice(2)) expect(after.stdout).toMatch(line);
    expect(after.stdout).not.toContain("live");
  });

  test("says that the file on disk is not the config in use", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const running = await box.start();
    writeFileSync(box.configPath, "[router]\ndefault = 7\n");
    await running.says("the last good one stays");
    const { stdout, exitCode } = await box.run(["status"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^the config on disk is not the one in use\n {2}\S+config\.toml:2 +router\.default/m,
    );
  });

  test("has words for an empty home", async () => {
    await using box = await Sandbox.open();
    const { stdout, exitCode } = await box.run(["status"]);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(
      /^ccm is not running\nconfig {2}.*: none yet\n\ntoday\n {2}there is no usage ledger/,
    );
  });
});

describe("ccm status --watch", () => {
  async function watch(box: Sandbox, env: Record<string, string>, end: "\u0003" | "SIGTERM", frames = 1) {
    let screen = "";
    const child = Bun.spawn([...ccmCommand(), "status", "--watch"], {
      env: { PATH: "/nonexistent", TERM: "xterm-256color", HOME: box.folder, CCM_HOME: box.home, ...env },
      terminal: {
        cols: 60,
        rows: 12,
        data(terminal, bytes) {
          screen += new TextDecoder().decode(bytes);
          if (screen.split("\u001b[H").length <= frames || !screen.endsWith("\u001b[J")) return;
          if (end === "SIGTERM") child.kill(end);
          else terminal.write(end);
        },
      },
    });
    const exitCode = await child.exited;
    child.terminal?.close();
    return { screen, exitCode };
  }

  test.each(["\u0003", "SIGTERM"] as const)("draws in place until it is ended by %p", async (end) => {
    await using box = await Sandbox.open();
    box.configure(more);
    await box.start();
    const { screen, exitCode } = await watch(box, {}, end, 2);
    expect(exitCode).toBe(0);
    const [before, ...frames] = screen.split("\u001b[H");
    expect(before).toBe("\u001b[?1049h\u001b[?25l\u001b[?7l");
    expect(frames.length).toBeGreaterThanOrEqual(2);
    for (const frame of frames) {
      expect(frame).toContain("ccm 1.0.0 is running");
      expect(frame.split("\r\n").length).toBeLessThanOrEqual(12);
      expect(frame).toMatch(/… \d+ more lines/);
    }
    expect(screen).toEndWith("\u001b[?7h\u001b[?25h\u001b[?1049l");
  });

  test("shows colours, and none where they are not wanted", async () => {
    await using box = await Sandbox.open();
    box.configure(more);
    const colour = "\u001b[33m";
    const tall = async (env: Record<string, string>) => (await watch(box, env, "\u0003")).screen;
    expect(await tall({})).toContain(colour);
    expect(await tall({ NO_COLOR: "1" })).not.toContain(colour);
    expect(await tall({ TERM: "dumb" })).not.toContain(colour);
    expect((await box.run(["status"])).stdout).not.toContain(colour);
  });

  test("tells once where there is no screen", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const told = await box.run(["status", "--watch"]);
    expect(told).toMatchObject({ exitCode: 3, stderr: "stdout is no terminal: told once\n" });
    expect(told.stdout).not.toContain("\u001b");
    expect(JSON.parse((await box.run(["status", "--watch", "--json"])).stdout).state).toBe("not running");
  });
});
