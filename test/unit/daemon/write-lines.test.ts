import { afterEach, beforeEach, expect, test } from "bun:test";
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeLinesTo } from "../../../src/daemon/write-lines.ts";

let folder: string;
const descriptors: number[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ccm-lines-"));
});
afterEach(() => {
  for (const descriptor of descriptors.splice(0)) closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

function open(path: string, flags: number): number {
  const descriptor = openSync(path, flags);
  descriptors.push(descriptor);
  return descriptor;
}

/** A pipe of the system's: its writing end blocks, its reading end does not. */
function openPipe(): { writer: number; reader: number } {
  const path = join(folder, "pipe");
  if (Bun.spawnSync(["mkfifo", path]).exitCode !== 0) throw new Error("no pipe");
  const reader = open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { writer: open(path, constants.O_WRONLY), reader };
}

/** What stands in the pipe now. */
function readAvailable(reader: number): string {
  const chunk = Buffer.alloc(64 * 1024);
  try {
    return chunk.toString("utf8", 0, readSync(reader, chunk));
  } catch {
    return ""; // EAGAIN: empty
  }
}

async function readUntil(reader: number, end: string): Promise<string> {
  let text = "";
  for (; !text.includes(end); await new Promise(setImmediate)) text += readAvailable(reader);
  return text;
}

test("a file gets its lines at once", () => {
  const path = join(folder, "log");
  const write = writeLinesTo(open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND));
  write("one");
  write("two");
  expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
});

test("a reader that stops holds nobody up, and finds what it missed, and how much is lost", async () => {
  const { writer, reader } = openPipe();
  const write = writeLinesTo(writer, { queueBytes: 100_000, retryMs: 1 });
  const line = "x".repeat(999);
  // 64 KB fit into the pipe, 100 KB into the queue.
  for (let count = 0; count < 1000; count++) write(line);
  const text = await readUntil(reader, "lost");
  const kept = text.split("\n").filter((got) => got === line).length;
  expect(kept).toBeGreaterThan(150);
  expect(text).toEndWith(`\n${1000 - kept} log lines were lost: nobody read them\n`);
  write("after");
  expect(await readUntil(reader, "after")).toBe("after\n");
});

test("a reader that has gone is no error", () => {
  const { writer, reader } = openPipe();
  const write = writeLinesTo(writer);
  closeSync(reader);
  descriptors.splice(descriptors.indexOf(reader), 1);
  for (let count = 0; count < 3; count++) write("nobody");
});
