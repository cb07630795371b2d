import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { revisionOf } from "../../../src/config/load.ts";
import { type ConfigWatch, watchConfig } from "../../../src/config/watch-config.ts";

let folder: string;
let path: string;
let watching: ConfigWatch | undefined;
let texts: string[];
let waiting: (() => void)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "config-watch-"));
  path = join(folder, "config.toml");
  texts = [];
  waiting = [];
  await writeFile(path, "first");
});

afterEach(async () => {
  watching?.close();
  await rm(folder, { recursive: true });
});

function start(options: { pollMs?: number; at?: string } = {}): void {
  watching = watchConfig({
    path: options.at ?? path,
    revision: revisionOf("first"),
    debounceMs: 5,
    pollMs: options.pollMs ?? 60_000,
    onChange: (text) => {
      texts.push(text);
      for (const resolve of waiting.splice(0)) resolve();
    },
  });
}

/** Resolves when the watch has told of a text; it may have seen the file half written before. */
async function told(text: string): Promise<void> {
  while (texts.at(-1) !== text) await new Promise<void>((resolve) => waiting.push(resolve));
}

async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

describe("watchConfig", () => {
  test("tells of a file that is written", async () => {
    start();
    await writeFile(path, "second");
    await told("second");
  });

  test("tells of a file that is replaced", async () => {
    start();
    await replace(path, "second");
    await told("second");
    expect(texts).toEqual(["second"]);
  });

  test("tells, by polling, of a link whose target in another folder changes", async () => {
    await mkdir(join(folder, "far"));
    const target = join(folder, "far", "real.toml");
    await writeFile(target, "first");
    const link = join(folder, "link.toml");
    await symlink(target, link);
    start({ at: link, pollMs: 5 });
    await writeFile(target, "second, and longer");
    await told("second, and longer");
  });

  test("does not tell of the same content, a missing file or other files", async () => {
    start();
    await utimes(path, 1, 1);
    await watching?.check();
    await rm(path);
    await watching?.check();
    await writeFile(join(folder, "other.toml"), "second");
    await replace(path, "first");
    await watching?.check();
    expect(texts).toEqual([]);
  });

  test("tells of each content once", async () => {
    start();
    await replace(path, "second");
    await Promise.all([watching?.check(), watching?.check()]);
    await watching?.check();
    expect(texts).toEqual(["second"]);
  });

  test("is silent after it is closed, even about a file that it is reading", async () => {
    start();
    await replace(path, "second");
    const reading = watching?.check();
    watching?.close();
    await reading;
    expect(texts).toEqual([]);
  });

  test("of a folder that is not there yet can be had", async () => {
    const later = join(folder, "later");
    start({ at: join(later, "config.toml"), pollMs: 5 });
    await mkdir(later);
    await replace(join(later, "config.toml"), "second");
    await told("second");
    expect(texts).toEqual(["second"]);
  });
});
