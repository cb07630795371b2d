import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArchiveEntry } from "../../../scripts/release/archive-entry.ts";
import { writeTar } from "../../../scripts/release/write-tar.ts";
import { writeZip } from "../../../scripts/release/write-zip.ts";

const entries: readonly ArchiveEntry[] = [
  { path: "ccm", content: Buffer.from("#!/bin/sh\necho ccm\n"), executable: true },
  { path: "LICENSE", content: Buffer.alloc(1024, "all rights "), executable: false },
  { path: "EMPTY", content: Buffer.alloc(0), executable: false },
];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ccm-archives-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function unpack(command: readonly string[]): Promise<void> {
  const child = Bun.spawn([...command], { cwd: folder, stdout: "ignore", stderr: "pipe" });
  expect(await new Response(child.stderr).text()).toBe("");
  expect(await child.exited).toBe(0);
}

async function expectUnpacked(): Promise<void> {
  for (const { path, content, executable } of entries) {
    const file = join(folder, path);
    expect(Buffer.from(await Bun.file(file).arrayBuffer()).equals(Buffer.from(content))).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(executable ? 0o755 : 0o644);
    await rm(file);
  }
}

describe.if(Bun.which("tar") !== null)("writeTar", () => {
  test("the system's tar unpacks every file with its mode", async () => {
    await Bun.write(join(folder, "a.tar.gz"), writeTar(entries));
    await unpack(["tar", "-xpzf", "a.tar.gz"]);
    await expectUnpacked();
  });

  test("a name that the format cannot hold is refused", () => {
    expect(() => writeTar([{ path: "x".repeat(101), content: Buffer.alloc(0), executable: false }])).toThrow(
      "too long",
    );
  });
});

test.if(Bun.which("unzip") !== null)("the system's unzip unpacks every file with its mode", async () => {
  await Bun.write(join(folder, "a.zip"), writeZip(entries));
  await unpack(["unzip", "-o", "a.zip"]);
  await expectUnpacked();
});

test.each([writeTar, writeZip])("the same files give the same bytes (%#)", (write) => {
  expect(Buffer.from(write(entries)).equals(Buffer.from(write(entries)))).toBe(true);
});
