import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { revisionOf } from "../../../src/config/load.ts";
import { saveConfig } from "../../../src/config/save-config.ts";
import { UserError } from "../../../src/errors.ts";

const before = '# mine\n[router]\ndefault = "m"\n';
const after = '# mine\n[router]\ndefault = "n"\n';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "config-save-"));
  path = join(folder, "config.toml");
  await writeFile(path, before, { mode: 0o600 });
});

afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const modeOf = async (file: string) => (await stat(file)).mode & 0o777;

describe("saveConfig", () => {
  test("replaces the file, keeps the old one beside it, both private, and leaves nothing else", async () => {
    const result = await saveConfig(path, revisionOf(before), after, {});
    expect(result.kind === "saved" && result.config.revision).toBe(revisionOf(after));
    expect(await readFile(path, "utf8")).toBe(after);
    expect(await readFile(`${path}.bak`, "utf8")).toBe(before);
    expect([await modeOf(path), await modeOf(`${path}.bak`)]).toEqual([0o600, 0o600]);
    expect((await readdir(folder)).toSorted()).toEqual(["config.toml", "config.toml.bak"]);
  });

  test("keeps a copy of a file of an older version that no later save replaces", async () => {
    await saveConfig(path, revisionOf(before), after, {}, 2);
    await saveConfig(path, revisionOf(after), before, {}, 1);
    expect(await readFile(`${path}.v1`, "utf8")).toBe(before);
    expect(await readFile(`${path}.bak`, "utf8")).toBe(after);
    expect(await modeOf(`${path}.v1`)).toBe(0o600);
  });

  test("keeps a mode that lets others read", async () => {
    await chmod(path, 0o644);
    await saveConfig(path, revisionOf(before), after, {});
    expect([await modeOf(path), await modeOf(`${path}.bak`)]).toEqual([0o644, 0o644]);
  });

  test("refuses a text with errors, without touching the disk", async () => {
    const result = await saveConfig(path, revisionOf(before), "[router]\n", {});
    expect(result.kind === "invalid" && result.findings.map((finding) => finding.path)).toEqual([
      "router.default",
    ]);
    expect(await readFile(path, "utf8")).toBe(before);
    expect(await readdir(folder)).toEqual(["config.toml"]);
  });

  test("refuses when the file has changed meanwhile, and says to what", async () => {
    await writeFile(path, "# theirs\n");
    const result = await saveConfig(path, revisionOf(before), after, {});
    expect(result).toEqual({ kind: "changed", revision: revisionOf("# theirs\n") });
    expect(await readFile(path, "utf8")).toBe("# theirs\n");
  });

  test("of two saves of the same text, the second one is told", async () => {
    await saveConfig(path, revisionOf(before), after, {});
    const second = await saveConfig(path, revisionOf(before), `${before}# second\n`, {});
    expect(second.kind).toBe("changed");
  });

  test("replaces what a link leads to, and leaves the link", async () => {
    const elsewhere = join(folder, "elsewhere");
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, "real.toml"), before);
    const link = join(folder, "link.toml");
    await symlink(join(elsewhere, "real.toml"), link);
    await saveConfig(link, revisionOf(before), after, {});
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(join(elsewhere, "real.toml"), "utf8")).toBe(after);
    expect((await readdir(elsewhere)).toSorted()).toEqual(["real.toml", "real.toml.bak"]);
  });

  test("says in one line that there is no file to save to", async () => {
    const missing = saveConfig(join(folder, "none.toml"), revisionOf(before), after, {});
    await expect(missing).rejects.toThrow(UserError);
  });
});
