import { afterEach, beforeEach, expect, test } from "bun:test";
import { lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { firstRunConfig, writeFirstRunConfig } from "../../../src/config/first-run.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "config-first-"));
  path = join(folder, "home", "config.toml");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("the first run makes a private file in a private folder", async () => {
  expect(await writeFirstRunConfig(path)).toBe(true);
  expect(await readFile(path, "utf8")).toBe(firstRunConfig);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
});

test("a folder that is there keeps its mode", async () => {
  const { mode } = await stat(folder);
  await writeFirstRunConfig(join(folder, "config.toml"));
  expect((await stat(folder)).mode).toBe(mode);
});

test("a file that is there stays as it is", async () => {
  await writeFile(join(folder, "config.toml"), "mine");
  expect(await writeFirstRunConfig(join(folder, "config.toml"))).toBe(false);
  expect(await readFile(join(folder, "config.toml"), "utf8")).toBe("mine");
});

test("a link that leads nowhere is not followed", async () => {
  const link = join(folder, "config.toml");
  await symlink(join(folder, "target.toml"), link);
  expect(await writeFirstRunConfig(link)).toBe(false);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await stat(join(folder, "target.toml")).catch(() => undefined)).toBeUndefined();
});
