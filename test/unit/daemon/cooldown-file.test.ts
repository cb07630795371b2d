import { afterEach, expect, test } from "bun:test";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cooldown } from "../../../src/chain/cooldown.ts";
import { openCooldownFile } from "../../../src/daemon/cooldown-file.ts";
import { recordingLog } from "../../support/oauth/temporary-home.ts";

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function newPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ccm-cooldowns-"));
  folders.push(folder);
  return join(folder, "cooldowns.json");
}

const cooldown: Cooldown = {
  key: { provider: "p", model: "m" },
  cause: "overloaded",
  message: "full",
  since: 1,
  until: 2,
  stated: false,
  version: "c1",
};

test("what is saved is read back, whatever layer it is of", async () => {
  const path = await newPath();
  const all = [cooldown, { ...cooldown, key: { provider: "p", credential: "p#2" } }];
  const file = openCooldownFile(path, recordingLog().log);
  file.save(all);
  await file.flush();
  expect(openCooldownFile(path, recordingLog().log).load()).toEqual(all);
});

test("an end that comes while the file is being written waits for it", async () => {
  const path = await newPath();
  const file = openCooldownFile(path, recordingLog().log);
  file.save([cooldown]);
  void file.flush();
  await file.flush();
  expect(JSON.parse(await readFile(path, "utf8"))).toHaveLength(1);
});

test.each(["", "[", "null", '[{"key":{}}]'])("a damaged file (%j) is as good as none", async (text) => {
  const path = await newPath();
  await writeFile(path, text);
  expect(openCooldownFile(path, recordingLog().log).load()).toEqual([]);
});

test("a folder that cannot be written costs one line in the log", async () => {
  const { log, lines } = recordingLog();
  const file = openCooldownFile("/dev/null/cooldowns.json", log);
  file.save([cooldown]);
  await file.flush();
  expect(lines.join()).toContain("cooldowns could not be saved");
});
