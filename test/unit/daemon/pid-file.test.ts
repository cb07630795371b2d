import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimPidFile, type Instance, readPidFile, removePidFile } from "../../../src/daemon/pid-file.ts";

const instance: Instance = {
  pid: 4711,
  processStart: "boot:99",
  instanceId: "one",
  host: "127.0.0.1",
  port: 13456,
  version: "1.0.0",
  configPath: "/home/me/config.toml",
  startedAt: 1,
  drainMs: 30000,
};

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ccm-pid-"));
  path = join(folder, "ccm.pid");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("claiming", () => {
  test("writes what a reader gets back, and leaves nothing else in the folder", () => {
    expect(claimPidFile(path, instance)).toBe(true);
    expect(readPidFile(path)).toEqual({ kind: "instance", instance });
    expect(readdirSync(folder)).toEqual(["ccm.pid"]);
  });

  test("makes a file that only its owner can read, whatever the umask", () => {
    const umask = process.umask(0);
    claimPidFile(path, instance);
    process.umask(umask);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("loses against a file that is there, and does not touch it", () => {
    claimPidFile(path, instance);
    expect(claimPidFile(path, { ...instance, instanceId: "two", pid: 2 })).toBe(false);
    expect(readPidFile(path)).toEqual({ kind: "instance", instance });
    expect(readdirSync(folder)).toEqual(["ccm.pid"]);
  });

  test("never writes through a symbolic link", () => {
    const victim = join(folder, "victim");
    writeFileSync(victim, "precious");
    symlinkSync(victim, path);
    expect(claimPidFile(path, instance)).toBe(false);
    expect(readFileSync(victim, "utf8")).toBe("precious");
  });
});

describe("reading", () => {
  test("tells a missing file from one that cannot be understood", () => {
    expect(readPidFile(path)).toEqual({ kind: "none" });
    for (const text of ["", "{", "null", "[]", '{"pid":1}', "-5", "0", "12345678901", "12 13"]) {
      writeFileSync(path, text);
      expect(readPidFile(path).kind).toBe("unreadable");
    }
  });

  test("understands the bare number that claude-code-mux writes", () => {
    writeFileSync(path, "4711\n");
    expect(readPidFile(path)).toEqual({ kind: "bare", pid: 4711 });
  });

  test("does not follow a symbolic link", () => {
    const elsewhere = join(folder, "elsewhere");
    claimPidFile(elsewhere, instance);
    symlinkSync(elsewhere, path);
    expect(readPidFile(path).kind).toBe("unreadable");
  });

  test("refuses an instance with an impossible port or pid", () => {
    for (const wrong of [{ port: 0 }, { port: 65536 }, { pid: 0 }, { pid: 1.5 }]) {
      writeFileSync(path, JSON.stringify({ ...instance, ...wrong }));
      expect(readPidFile(path).kind).toBe("unreadable");
    }
  });
});

describe("removing", () => {
  test("takes away the file that was seen", () => {
    claimPidFile(path, instance);
    removePidFile(path, readPidFile(path));
    expect(readPidFile(path)).toEqual({ kind: "none" });
  });

  test("leaves a file that a newer instance has written meanwhile", () => {
    claimPidFile(path, instance);
    removePidFile(path, { kind: "instance", instance: { ...instance, instanceId: "older" } });
    expect(readPidFile(path)).toEqual({ kind: "instance", instance });
  });
});
