import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatRemaining } from "../../src/cli/cooldowns/render-cooldowns.ts";
import { Sandbox } from "../support/run-ccm.ts";

const minute = 60_000;

/** Two cooldowns that hold and one that is over, as a daemon leaves them in its file. */
function keepCooldowns(box: Sandbox): string {
  const now = Date.now();
  const cooldown = { since: now - minute, version: "1", stated: false };
  const path = join(box.home, "cooldowns.json");
  const kept = [
    {
      ...cooldown,
      key: { provider: "zai", credential: "zai#1", model: "glm-4.6" },
      cause: "rate_limit",
      message: "Slow\ndown",
      until: now + 40 * minute,
      stated: true,
    },
    {
      ...cooldown,
      key: { provider: "openrouter", credential: "openrouter#1" },
      cause: "billing",
      message: "Insufficient credits",
      until: now + 5 * minute,
    },
    {
      ...cooldown,
      key: { provider: "groq", credential: "groq#1" },
      cause: "overloaded",
      message: "Over",
      until: now - minute,
    },
  ];
  writeFileSync(path, JSON.stringify(kept), { mode: 0o600 });
  return path;
}

const soonestFirst =
  /^PROVIDER .*\nopenrouter +all models +billing .*\(in 5 min\) +guessed +Insufficient credits\nzai +glm-4\.6 +rate_limit .*\(in 40 min\) +stated +Slow down\n$/;

describe("ccm cooldown without a daemon", () => {
  test("lists what the file keeps and has not ended", async () => {
    await using box = await Sandbox.open();
    box.configure();
    expect((await box.run(["cooldown"])).stdout).toBe("nothing is cooling down\n");
    keepCooldowns(box);
    expect((await box.run(["cooldown", "list"])).stdout).toMatch(soonestFirst);
  });

  test("clears what matches from the file, and leaves the rest", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const path = keepCooldowns(box);
    const missed = await box.run(["cooldown", "clear", "--provider", "zai", "--model", "glm-4.5"]);
    expect([missed.exitCode, missed.stderr]).toEqual([0, "no cooldown matches\n"]);
    const cleared = await box.run(["cooldown", "clear", "--provider", "zai"]);
    expect([cleared.exitCode, cleared.stdout, cleared.stderr]).toEqual([0, "", "cleared 1 cooldown\n"]);
    expect(readFileSync(path, "utf8")).toContain("openrouter");
    expect(readFileSync(path, "utf8")).not.toContain("zai");
  });
});

describe("ccm cooldown with a daemon", () => {
  test("asks the daemon, which forgets what is cleared", async () => {
    await using box = await Sandbox.open();
    box.configure();
    keepCooldowns(box);
    await box.start();
    expect((await box.run(["cooldown", "list"])).stdout).toMatch(soonestFirst);
    expect((await box.run(["status"])).stdout).toMatch(/^cooling down\n {2}openrouter .*\n {2}zai .*$/m);
    const cleared = await box.run(["cooldown", "clear", "--model", "glm-4.6"]);
    expect([cleared.exitCode, cleared.stderr]).toEqual([0, "cleared 1 cooldown\n"]);
    const left: unknown = JSON.parse((await box.run(["cooldown", "list", "--json"])).stdout);
    expect(left).toEqual([
      {
        provider: "openrouter",
        credential: "openrouter#1",
        cause: "billing",
        message: "Insufficient credits",
        since: expect.any(String),
        until: expect.any(String),
        stated: false,
      },
    ]);
  });

  test("sends the admin token where the daemon listens beyond its own machine", async () => {
    await using box = await Sandbox.open();
    box.configure("", 'host = "0.0.0.0"\n');
    keepCooldowns(box);
    await box.start();
    expect((await fetch(`${box.url}/api/cooldowns`)).status).toBe(401);
    expect((await box.run(["cooldown", "clear"])).stderr).toBe("cleared 2 cooldowns\n");
  });

  test("clears nothing for a form, or for a name that is not understood", async () => {
    await using box = await Sandbox.open();
    box.configure();
    keepCooldowns(box);
    const { url } = await box.start();
    const post = async (type: string, body: string): Promise<number> => {
      const headers = { "content-type": type };
      return (await fetch(`${url}/api/cooldowns/clear`, { method: "POST", headers, body })).status;
    };
    expect(await post("text/plain", "{}")).toBe(415);
    expect(await post("application/json", '{"provdier":"zai"}')).toBe(400);
    expect((await box.run(["cooldown"])).stdout).toMatch(soonestFirst);
  });
});

describe("the time that remains", () => {
  test("is told in one unit, never shorter than it is", () => {
    const remaining = [0, 400, 59_000, 61_000, 40 * minute, 61 * minute, 47 * 60 * minute, 72 * 60 * minute];
    expect(remaining.map(formatRemaining)).toEqual([
      "in 0 s",
      "in 1 s",
      "in 59 s",
      "in 2 min",
      "in 40 min",
      "in 2 h",
      "in 47 h",
      "in 3 days",
    ]);
  });
});
