import { afterEach, beforeEach, expect, test } from "bun:test";
import { lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createConfig, replaceConfig } from "../../../src/config/place-config.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "config-first-"));
  path = join(folder, "home", "config.toml");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("a new config is a private file in a private folder", async () => {
  expect(await createConfig(path, "fresh")).toBe(true);
  expect(await readFile(path, "utf8")).toBe("fresh");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
});

test("a folder that is there keeps its mode", async () => {
  const { mode } = await stat(folder);
  await createConfig(join(folder, "config.toml"), "fresh");
  expect((await stat(folder)).mode).toBe(mode);
});

test("a file that is there stays as it is", async () => {
  await writeFile(join(folder, "config.toml"), "mine");
  expect(await createConfig(join(folder, "config.toml"), "fresh")).toBe(false);
  expect(await readFile(join(folder, "config.toml"), "utf8")).toBe("mine");
});

test("a link that leads nowhere is not followed", async () => {
  const link = join(folder, "config.toml");
  await symlink(join(folder, "target.toml"), link);
  expect(await createConfig(link, "fresh")).toBe(false);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await stat(join(folder, "target.toml")).catch(() => undefined)).toBeUndefined();
});

test("a config that is replaced is kept, private, under a name of its own", async () => {
  const config = join(folder, "config.toml");
  await writeFile(config, "mine", { mode: 0o644 });
  const copy = await replaceConfig(config, "fresh", new Date("2026-11-28T05:40:12.345Z"));
  expect(copy).toBe(`${config}.2026-11-28T05-40-12.bak`);
  expect(await readFile(copy, "utf8")).toBe("mine");
  expect(await readFile(config, "utf8")).toBe("fresh");
  expect([(await stat(copy)).mode & 0o777, (await stat(config)).mode & 0o777]).toEqual([0o600, 0o600]);
});

test("a linked config stays a link", async () => {
  const target = join(folder, "target.toml");
  const link = join(folder, "config.toml");
  await writeFile(target, "mine");
  await symlink(target, link);
  expect(await replaceConfig(link, "fresh", new Date(0))).toBe(`${target}.1970-01-01T00-00-00.bak`);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readFile(target, "utf8")).toBe("fresh");
});
