import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runtimeSettings } from "../../src/daemon/runtime-settings.ts";
import { binary, type Finished, Sandbox } from "../support/run-ccm.ts";

/** The pid file as an object, to be looked at or spoiled. */
function pidFile(box: Sandbox): Record<string, unknown> {
  return JSON.parse(readFileSync(join(box.home, "ccm.pid"), "utf8"));
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe("start", () => {
  test("serves, says where, and ends with exit code 0 and no pid file", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const ccm = await box.start();
    expect(pidFile(box)).toMatchObject({ pid: ccm.pid, port: box.port, configPath: box.configPath });

    ccm.signal("SIGTERM");
    const { exitCode, stderr } = await ccm.finished;
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`listens on ${box.url}`);
    // Nothing is called ccm in this PATH: the program goes by its path.
    expect(stderr).toContain(`  ${binary} run -- claude `);
    expect(stderr).toContain(`  eval "$(${binary} env)" `);
    expect(existsSync(join(box.home, "ccm.pid"))).toBe(false);
  });

  test("listens on loopback alone", async () => {
    await using box = await Sandbox.open();
    box.configure();
    await box.start();
    const hexPort = box.port.toString(16).toUpperCase().padStart(4, "0");
    const listening = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
      readFileSync(table, "utf8")
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[1]?.endsWith(`:${hexPort}`) && fields[3] === "0A")
        .map((fields) => fields[1]),
    );
    expect(listening).toEqual([`0100007F:${hexPort}`]);
  });

  test("a first start writes a config that works, readable by its owner alone, whatever the umask", async () => {
    await using box = await Sandbox.open();
    const umask = process.umask(0);
    const starting = box.start(["start", "--port", String(box.port)]);
    process.umask(umask);
    const ccm = await starting;
    expect(modeOf(box.home)).toBe("700");
    expect(modeOf(box.configPath)).toBe("600");
    expect(modeOf(join(box.home, "ccm.pid"))).toBe("600");
    ccm.signal("SIGTERM");
    expect((await ccm.finished).stderr).toContain(`wrote ${box.configPath}`);
    expect((await box.run(["config", "check", "--strict"])).exitCode).toBe(0);
  });

  test("a second start says that it is already running and leaves the first alone", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const ccm = await box.start();
    const second = await box.run(["start"]);
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain(`already running (pid ${ccm.pid})`);
    expect((await fetch(`${box.url}/health`)).status).toBe(200);
    expect(pidFile(box)).toMatchObject({ pid: ccm.pid });
  });

  test("of many starts at once exactly one wins", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const [first, ...others] = Array.from({ length: 5 }, () => box.run(["start"]));
    const all = [first, ...others];
    let ended = 0;
    for (const start of all) void start?.then(() => ended++);
    const deadline = performance.now() + 10_000;
    while (ended < 4 && performance.now() < deadline) await Bun.sleep(10);
    expect(ended).toBe(4);
    expect((await box.run(["stop"])).exitCode).toBe(0);
    const codes = (await Promise.all(all)).map((finished) => finished?.exitCode);
    expect(codes.toSorted()).toEqual([0, 1, 1, 1, 1]);
  });

  test("a busy port names its holder and leaves nothing behind", async () => {
    await using box = await Sandbox.open();
    box.configure();
    using _holder = Bun.listen({ hostname: "127.0.0.1", port: box.port, socket: { data: () => undefined } });
    const { exitCode, stderr } = await box.run(["start"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${box.port} is in use by`);
    if (process.platform === "linux") expect(stderr).toContain(`(pid ${process.pid})`);
    expect(existsSync(join(box.home, "ccm.pid"))).toBe(false);
  });

  test("a wrong config stops it with exit code 2 and every finding, and the file stays as it is", async () => {
    await using box = await Sandbox.open();
    box.configure('[[providers]]\nname = "x"\nprovider_type = "opnai"\n[[providers]]\nprovider_type = 7\n');
    const before = readFileSync(box.configPath, "utf8");
    const { exitCode, stderr } = await box.run(["start"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean "openai"');
    expect(stderr).toContain("providers[2].provider_type");
    expect(readFileSync(box.configPath, "utf8")).toBe(before);
  });

  test("the folder it is started in changes nothing: .env, bunfig.toml and package.json are not read", async () => {
    await using box = await Sandbox.open();
    const trap = join(box.folder, "project");
    mkdirSync(trap);
    writeFileSync(
      join(trap, ".env"),
      `CCM_HOME=${join(box.folder, "elsewhere")}\nHTTP_PROXY=http://127.0.0.1:9\n`,
    );
    writeFileSync(join(trap, "bunfig.toml"), 'preload = ["./trap.ts"]\n');
    writeFileSync(join(trap, "trap.ts"), 'console.log("trapped"); process.exit(42);\n');
    writeFileSync(join(trap, "tsconfig.json"), "{ not json");
    writeFileSync(join(trap, "package.json"), "{ not json");
    const { exitCode, stdout } = await box.run(["config", "path"], {
      cwd: trap,
      env: { CCM_HOME: undefined },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toEndWith("/.claude-code-mux/config.toml\n");
  });

  test("says so when other machines can reach it without a key", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const open = await box.start(["start", "--host", "0.0.0.0"]);
    open.signal("SIGTERM");
    expect((await open.finished).stderr).toContain("reachable from other machines");

    box.configure("", 'api_key = "secret"');
    const guarded = await box.start(["start", "--host", "0.0.0.0"]);
    guarded.signal("SIGTERM");
    expect((await guarded.finished).stderr).not.toContain("reachable from other machines");
  });

  test("goes on when nobody reads its log any more", async () => {
    await using box = await Sandbox.open();
    // Its first target fails, which is logged.
    const mapping = (model: string, priority: number) =>
      `{ provider = "demo", actual_model = "${model}", priority = ${priority} }`;
    const failover = `mappings = [${mapping("overloaded", 1)}, ${mapping("echo", 2)}]`;
    box.configure(`[[models]]\nname = "failover"\n${failover}\n`, 'log_level = "debug"');
    const child = Bun.spawn([binary, "start"], {
      env: { PATH: process.env.PATH, HOME: box.folder, CCM_HOME: box.home },
      stdio: ["ignore", "ignore", "pipe"],
    });
    try {
      await child.stderr.cancel();
      const answered = () =>
        fetch(`${box.url}/v1/models`)
          .then(({ ok }) => ok)
          .catch(() => false);
      while (!(await answered())) await Bun.sleep(5);
      const body = JSON.stringify({
        model: "demo",
        max_tokens: 9,
        messages: [{ role: "user", content: "hi" }],
      });
      const headers = { "content-type": "application/json", "x-api-key": "any" };
      for (let request = 0; request < 5; request++) {
        const { status } = await fetch(`${box.url}/v1/messages`, { method: "POST", headers, body });
        expect(status).toBe(200);
      }
      child.kill("SIGTERM");
      expect(await child.exited).toBe(0);
    } finally {
      child.kill("SIGKILL");
    }
  });

  test.if(process.platform === "linux")("the runtime has its settings before ccm begins", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const ccm = await box.start();
    const environment = readFileSync(`/proc/${ccm.pid}/environ`, "utf8").split("\0");
    const settings = Object.entries(runtimeSettings).map(([name, value]) => `${name}=${value}`);
    expect(environment).toEqual(expect.arrayContaining(settings));
  });
});

describe("start --detach", () => {
  test("comes back when ccm answers; status and stop find it", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const started = await box.run(["start", "--detach"]);
    expect(started.exitCode).toBe(0);
    expect(started.stderr).toContain(box.url);
    expect((await fetch(`${box.url}/health`)).status).toBe(200);
    expect(modeOf(join(box.home, "ccm.log"))).toBe("600");

    const status = await box.run(["status", "--json"]);
    expect(status.exitCode).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({
      state: "running",
      url: box.url,
      config: box.configPath,
    });

    const stopped = await box.run(["stop"]);
    expect(stopped).toMatchObject({ exitCode: 0, stdout: "" });
    expect(stopped.stderr).toContain("stopped");
    expect((await box.run(["status"])).exitCode).toBe(3);
  });

  test("says why it did not start", async () => {
    await using box = await Sandbox.open();
    box.configure();
    using _holder = Bun.listen({ hostname: "127.0.0.1", port: box.port, socket: { data: () => undefined } });
    const { exitCode, stderr } = await box.run(["start", "--detach"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("is in use by");
  });

  test("keeps the address it was given when it restarts, and the pid", async () => {
    await using box = await Sandbox.open();
    box.configure("", "drain_timeout_ms = 1000");
    writeFileSync(
      box.configPath,
      readFileSync(box.configPath, "utf8").replace(`port = ${box.port}`, "port = 1"),
    );
    await box.run(["start", "--detach", "--port", String(box.port)]);
    const before = pidFile(box);
    const restarted = await box.run(["restart"]);
    expect(restarted).toMatchObject({ exitCode: 0 });
    const after = pidFile(box);
    expect(after).toMatchObject({ pid: before.pid, port: box.port });
    expect(after.instanceId).not.toBe(before.instanceId);
    expect((await fetch(`${box.url}/health`)).status).toBe(200);
  });
});

describe("restart", () => {
  test("of a foreground ccm keeps it in the foreground", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const ccm = await box.start();
    expect((await box.run(["restart"])).exitCode).toBe(0);
    expect(pidFile(box)).toMatchObject({ pid: ccm.pid });
    ccm.signal("SIGTERM");
    expect((await ccm.finished).exitCode).toBe(0);
  });

  test("is refused while the config is broken, and the old one goes on", async () => {
    await using box = await Sandbox.open();
    box.configure();
    await box.start();
    const { instanceId } = pidFile(box);
    writeFileSync(box.configPath, "[router\n");
    expect((await box.run(["restart"])).exitCode).toBe(2);
    expect((await fetch(`${box.url}/health`)).status).toBe(200);
    expect(pidFile(box)).toMatchObject({ instanceId });
  });

  test("without a running ccm says so", async () => {
    await using box = await Sandbox.open();
    box.configure();
    expect((await box.run(["restart"])).exitCode).toBe(3);
  });
});

describe("a pid file that lies", () => {
  async function withPidFile(box: Sandbox, content: string): Promise<Finished> {
    mkdirSync(box.home, { recursive: true });
    writeFileSync(join(box.home, "ccm.pid"), content);
    return box.run(["stop"]);
  }

  test("a recycled pid is left alive: a stranger of the same number is not ccm", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const ccm = await box.start();
    const record = pidFile(box);
    ccm.signal("SIGKILL");
    await ccm.finished;

    const stranger = Bun.spawn(["sleep", "999"]);
    try {
      const { exitCode, stderr } = await withPidFile(box, JSON.stringify({ ...record, pid: stranger.pid }));
      expect(exitCode).toBe(3);
      expect(stderr).toContain("stale");
      expect((await box.run(["restart"])).exitCode).toBe(3);
      expect(stranger.exitCode).toBeNull();
      expect(stranger.signalCode).toBeNull();
    } finally {
      stranger.kill("SIGKILL");
      await stranger.exited;
    }
  });

  test("a bare pid of claude-code-mux that is now another program is left alive too", async () => {
    await using box = await Sandbox.open();
    const stranger = Bun.spawn(["sleep", "999"]);
    try {
      expect((await withPidFile(box, String(stranger.pid))).exitCode).toBe(3);
      expect(stranger.exitCode).toBeNull();
      expect(existsSync(join(box.home, "ccm.pid"))).toBe(false);
    } finally {
      stranger.kill("SIGKILL");
      await stranger.exited;
    }
  });

  test("a file left by a ccm that was killed does not stop the next start", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const killed = await box.start();
    killed.signal("SIGKILL");
    await killed.finished;
    const status = await box.run(["status"]);
    expect(status.exitCode).toBe(3);
    expect(status.stdout).toContain("stale pid file");

    const next = await box.start();
    expect(pidFile(box)).toMatchObject({ pid: next.pid });
  });

  test("nonsense in it is no obstacle", async () => {
    await using box = await Sandbox.open();
    expect((await withPidFile(box, "{ what")).exitCode).toBe(3);
    box.configure();
    writeFileSync(join(box.home, "ccm.pid"), "{ what");
    await box.start();
  });
});

describe("healthcheck", () => {
  test("is 0 while ccm answers and 1 when it does not; status says so too", async () => {
    await using box = await Sandbox.open();
    box.configure();
    expect((await box.run(["healthcheck"])).exitCode).toBe(1);
    const ccm = await box.start();
    expect(await box.run(["healthcheck"])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    ccm.signal("SIGSTOP");
    expect((await box.run(["healthcheck"])).exitCode).toBe(1);
    const status = await box.run(["status"]);
    expect(status.exitCode).toBe(1);
    expect(status.stdout).toContain("does not answer");
    ccm.signal("SIGCONT");
  });
});
