import { expect, test } from "bun:test";
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Sandbox } from "../support/run-ccm.ts";

test("connect writes the client's settings once, and takes them back", async () => {
  await using box = await Sandbox.open();
  box.configure();
  const settings = join(box.folder, ".claude", "settings.json");
  mkdirSync(join(box.folder, ".claude"));
  const before = '{\n  "theme": "dark"\n}\n';
  writeFileSync(settings, before);

  expect((await box.run(["connect", "claude", "--print"])).stdout).toContain(box.url);
  expect(readFileSync(settings, "utf8")).toBe(before);
  const first = await box.run(["connect", "claude"]);
  expect(first.stderr).toBe(
    `wrote ${settings}; ccm connect claude --undo takes it back\nccm is not running yet: ccm start --detach\n`,
  );
  const connected = readFileSync(settings, "utf8");
  expect(JSON.parse(connected).env.ANTHROPIC_BASE_URL).toBe(box.url);
  expect((await box.run(["connect", "claude"])).stderr).toContain(`${settings} leads to ccm already\n`);
  expect(readFileSync(settings, "utf8")).toBe(connected);
  expect((await box.run(["connect", "claude", "--undo"])).exitCode).toBe(0);
  expect(readFileSync(settings, "utf8")).toBe(before);
  const again = await box.run(["connect", "claude", "--undo"]);
  expect(again.stderr).toBe(`ccm: ${settings} was not written by ccm connect\n`);
  expect(again.exitCode).toBe(1);
});

test("settings that were not there are gone again", async () => {
  await using box = await Sandbox.open();
  box.configure();
  for (const [client, file] of [
    ["claude", join(box.folder, ".claude", "settings.json")],
    ["codex", join(box.folder, ".codex", "config.toml")],
  ] as const) {
    await box.run(["connect", client]);
    expect(existsSync(file)).toBe(true);
    await box.run(["connect", client, "--undo"]);
    expect(existsSync(file)).toBe(false);
  }
});

test("settings that are a link into a folder of dotfiles stay one", async () => {
  await using box = await Sandbox.open();
  box.configure();
  const target = join(box.folder, "dotfiles.toml");
  const link = join(box.folder, ".codex", "config.toml");
  mkdirSync(join(box.folder, ".codex"));
  writeFileSync(target, "# mine\n");
  symlinkSync(target, link);
  await box.run(["connect", "codex"]);
  expect(readFileSync(target, "utf8")).toContain("[model_providers.ccm]");
  await box.run(["connect", "codex", "--undo"]);
  expect(readFileSync(target, "utf8")).toBe("# mine\n");
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test("settings that cannot be read are left alone, in one line", async () => {
  await using box = await Sandbox.open();
  box.configure();
  const settings = join(box.folder, ".claude", "settings.json");
  mkdirSync(settings, { recursive: true });
  const { exitCode, stderr } = await box.run(["connect", "claude"]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^ccm: \S+settings\.json cannot be read: EISDIR[^\n]*\n$/);
});
