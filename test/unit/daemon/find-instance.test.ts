import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Health } from "../../../src/daemon/ask-health.ts";
import { findInstance } from "../../../src/daemon/find-instance.ts";
import { claimPidFile, type Instance } from "../../../src/daemon/pid-file.ts";
import { processStart } from "../../../src/daemon/process-start.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ccm-find-"));
  path = join(folder, "ccm.pid");
});
afterEach(() => rmSync(folder, { recursive: true }));

function ownInstance(): Instance {
  return {
    pid: process.pid,
    processStart: processStart(process.pid) ?? "",
    instanceId: "mine",
    host: "127.0.0.1",
    port: 13456,
    version: "1.0.0",
    configPath: "/config.toml",
    startedAt: 1,
    drainMs: 0,
  };
}

const answers = (health: Health) => async () => health;
const neverAsked = () => {
  throw new Error("a process that is not ours was asked");
};

test("without a pid file nothing runs", async () => {
  expect(await findInstance(path, neverAsked)).toEqual({ state: "absent" });
});

test("runs when process, start time and the answer of /health agree", async () => {
  const instance = ownInstance();
  claimPidFile(path, instance);
  expect(await findInstance(path, answers({ state: "ccm", instanceId: "mine" }))).toEqual({
    state: "running",
    instance,
  });
});

test("is silent when the process is ours but another instance, a stranger or nobody answers", async () => {
  claimPidFile(path, ownInstance());
  const others: Health[] = [
    { state: "ccm", instanceId: "other" },
    { state: "ccm", instanceId: undefined },
    { state: "stranger", status: 200 },
    { state: "silent" },
  ];
  for (const health of others) expect((await findInstance(path, answers(health))).state).toBe("silent");
});

test("a pid that now belongs to a younger process is stale, and its port is not even asked", async () => {
  claimPidFile(path, { ...ownInstance(), processStart: "boot:1" });
  const standing = await findInstance(path, neverAsked);
  expect(standing).toMatchObject({ state: "stale", reason: expect.stringContaining("another program") });
});

test("a process that is gone is stale", async () => {
  const child = Bun.spawn(["true"]);
  await child.exited;
  claimPidFile(path, { ...ownInstance(), pid: child.pid });
  expect(await findInstance(path, neverAsked)).toMatchObject({
    state: "stale",
    reason: expect.stringContaining("gone"),
  });
});

test("a bare number is believed only when that process is named like claude-code-mux", async () => {
  writeFileSync(path, String(process.pid));
  expect((await findInstance(path, neverAsked)).state).toBe("stale");

  // A copy of `sleep` under the original's name.
  const original = join(folder, "ccm");
  await Bun.write(original, Bun.file(Bun.which("sleep") ?? ""));
  await Bun.$`chmod +x ${original}`;
  const child = Bun.spawn([original, "999"]);
  try {
    writeFileSync(path, String(child.pid));
    expect(await findInstance(path, neverAsked)).toMatchObject({ state: "original", pid: child.pid });
  } finally {
    child.kill();
    await child.exited;
  }
});

test("a file that makes no sense is stale", async () => {
  writeFileSync(path, "hello");
  expect((await findInstance(path, neverAsked)).state).toBe("stale");
});
