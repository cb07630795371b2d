import { afterEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../src/errors.ts";
import { makePrivateFolder, removeLeftovers, writePrivateFile } from "../../src/private-file.ts";

const folders: string[] = [];
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ccm-private-"));
  folders.push(folder);
  return folder;
}
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe("a private folder", () => {
  test("is made for its owner alone, with its parents", async () => {
    const folder = join(await temporaryFolder(), "a", "b");
    await makePrivateFolder(folder);
    expect(modeOf(folder)).toBe(0o700);
  });

  test("is closed to others when it was open to them", async () => {
    const folder = join(await temporaryFolder(), "open");
    mkdirSync(folder, { mode: 0o755 });
    await makePrivateFolder(folder);
    expect(modeOf(folder)).toBe(0o700);
  });

  test("is left alone when it is shared, as /tmp is", async () => {
    const folder = join(await temporaryFolder(), "shared");
    mkdirSync(folder);
    chmodSync(folder, 0o1777);
    await makePrivateFolder(folder);
    expect(statSync(folder).mode & 0o7777).toBe(0o1777);
  });
});

describe("a private file", () => {
  test("is readable by its owner alone, whatever the umask and whatever was there before", async () => {
    const path = join(await temporaryFolder(), "file");
    writeFileSync(path, "old", { mode: 0o644 });
    const before = process.umask(0);
    try {
      await writePrivateFile(path, "new");
    } finally {
      process.umask(before);
    }
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(modeOf(path)).toBe(0o600);
  });

  test("never shows others a byte while it is written", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "file");
    const wide: string[] = [];
    let writing = true;
    const watch = async (): Promise<void> => {
      while (writing) {
        for (const name of readdirSync(folder)) {
          const stat = lstatSync(join(folder, name), { throwIfNoEntry: false });
          if (stat && (stat.mode & 0o077) !== 0) wide.push(name);
        }
        await Bun.sleep(0);
      }
    };
    const watching = watch();
    const before = process.umask(0);
    try {
      for (let round = 0; round < 100; round++) await writePrivateFile(path, "x".repeat(4096));
    } finally {
      process.umask(before);
      writing = false;
    }
    await watching;
    expect(wide).toEqual([]);
  });

  test("is the old text or the new one for whoever reads it, at whatever moment", async () => {
    const path = join(await temporaryFolder(), "file");
    const texts = ["a", "b"].map((letter) => letter.repeat(300_000));
    await writePrivateFile(path, texts[0] ?? "");
    const torn: number[] = [];
    let writing = true;
    const watch = async (): Promise<void> => {
      while (writing) {
        const seen = readFileSync(path, "utf8");
        if (!texts.includes(seen)) torn.push(seen.length);
        await Bun.sleep(0);
      }
    };
    const watching = watch();
    for (let round = 0; round < 60; round++) await writePrivateFile(path, texts[round % 2] ?? "");
    writing = false;
    await watching;
    expect(torn).toEqual([]);
  });

  test("is not written through a symbolic link", async () => {
    const folder = await temporaryFolder();
    const victim = join(folder, "victim");
    const path = join(folder, "file");
    writeFileSync(victim, "precious");
    symlinkSync(victim, path);
    await expect(writePrivateFile(path, "new")).rejects.toBeInstanceOf(UserError);
    expect(readFileSync(victim, "utf8")).toBe("precious");
  });

  test("leaves nothing behind when it cannot be written", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "file");
    mkdirSync(path); // a rename cannot replace a folder
    await expect(writePrivateFile(path, "new")).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test("is freed of what killed writers left, and of nothing else", async () => {
    const folder = await temporaryFolder();
    for (const name of ["file", "file.0123456789ab.tmp", "file.corrupt-2026", "other.0123456789ab.tmp"]) {
      writeFileSync(join(folder, name), "");
    }
    await removeLeftovers(join(folder, "file"));
    expect(readdirSync(folder).sort()).toEqual(["file", "file.corrupt-2026", "other.0123456789ab.tmp"]);
  });
});
