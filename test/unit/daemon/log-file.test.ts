import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepLogBounded, openLogFile, readLogSince } from "../../../src/daemon/log-file.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ccm-log-"));
  path = join(folder, "ccm.log");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the log is readable by its owner alone, even when an older one was not", () => {
  writeFileSync(path, "old\n", { mode: 0o644 });
  closeSync(openLogFile(path));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, "utf8")).toBe("old\n");
});

test("a symbolic link in the log's place is refused", () => {
  symlinkSync(join(folder, "victim"), path);
  expect(() => openLogFile(path)).toThrow();
  expect(existsSync(join(folder, "victim"))).toBe(false);
});

test("stays within its bound and keeps one older file, while the process goes on writing to the same descriptor", () => {
  const descriptor = openLogFile(path);
  const write = (line: string) => void writeSync(descriptor, `${line}\n`);
  const bounded = keepLogBounded(path, write, { limit: 1000, checkEvery: 100 });
  for (let line = 0; line < 200; line++) bounded(`line ${String(line).padStart(4, "0")}`);
  closeSync(descriptor);

  expect(statSync(path).size).toBeLessThan(1200);
  expect(statSync(`${path}.1`).size).toBeLessThan(1200);
  expect(statSync(`${path}.1`).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, "utf8")).toEndWith("line 0199\n");
  const kept = readFileSync(`${path}.1`, "utf8") + readFileSync(path, "utf8");
  const numbers = [...kept.matchAll(/line (\d{4})/g)].map((match) => Number(match[1]));
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 200 - numbers.length + index));
});

test("a log that is too large from earlier runs is put aside at the first line", () => {
  writeFileSync(path, "x".repeat(5000));
  const bounded = keepLogBounded(path, (line) => appendFileSync(path, line), {
    limit: 1000,
    checkEvery: 1_000_000,
  });
  bounded("fresh");
  expect(readFileSync(path, "utf8")).toBe("fresh");
});

test("a rotation that cannot be made does not lose the line", () => {
  const lines: string[] = [];
  keepLogBounded(join(folder, "missing.log"), (line) => lines.push(line))("kept");
  expect(lines).toEqual(["kept"]);
});

test("tells what was written since a point, and no more than the end of it", () => {
  writeFileSync(path, `before\n${"y".repeat(9000)}\nafter\n`);
  const since = readLogSince(path, 7);
  expect(since).toEndWith("after");
  expect(since.length).toBeLessThanOrEqual(4096);
});
