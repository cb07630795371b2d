import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readTokenFile, tokenFileSignature } from "../../../src/auth/token-file.ts";
import { recordingLog, useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

const temporaryHome = useTemporaryHomes();
const entry = { access_token: "a-canary", refresh_token: "r-canary", expires_at: "2030-01-01T00:00:00Z" };
const valid = JSON.stringify({ one: entry });

async function fileWith(
  content: string | Uint8Array,
  mode = 0o600,
): Promise<{ path: string; folder: string }> {
  const folder = await temporaryHome();
  const path = join(folder, "oauth_tokens.json");
  writeFileSync(path, content, { mode });
  return { path, folder };
}

describe("readTokenFile", () => {
  test("a missing file has no entries", async () => {
    const path = join(await temporaryHome(), "oauth_tokens.json");
    expect(readTokenFile(path, recordingLog().log)).toEqual({ entries: {}, signature: "absent" });
  });

  test("a file readable by others is closed to them, and that is said", async () => {
    const { path } = await fileWith(valid, 0o644);
    const { log, lines } = recordingLog();
    expect(readTokenFile(path, log).entries).toEqual({ one: entry });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(lines.join()).toContain("readable by others");
  });

  test.each([
    ["nothing", ""],
    ["null", "null"],
    ["a list", "[]"],
    ["a text", '"x"'],
    ["half of a file", valid.slice(0, 40)],
    ["noise", new Uint8Array([0xff, 0xfe, 0x00])],
    ["far too much", " ".repeat(5 * 1024 * 1024)],
  ])("%s is set aside whole and private", async (_name, content) => {
    const { path, folder } = await fileWith(content, 0o644);
    const { log, lines } = recordingLog();
    expect(readTokenFile(path, log)).toEqual({ entries: {}, signature: "absent" });
    const [aside = "", ...more] = readdirSync(folder);
    expect(aside).toStartWith("oauth_tokens.json.corrupt-");
    expect(more).toEqual([]);
    expect(statSync(join(folder, aside)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, aside))).toEqual(Buffer.from(content));
    expect(lines.join()).toContain("log in again");
    expect(lines.join()).not.toContain("canary");
  });

  test("a file that another program is just writing in place is read when it is whole", async () => {
    const { path, folder } = await fileWith(valid.slice(0, 30));
    const writer = Bun.spawn(["sh", "-c", `sleep 0.03; printf '%s' '${valid}' > '${path}'`]);
    expect(readTokenFile(path, recordingLog().log).entries).toEqual({ one: entry });
    await writer.exited;
    expect(readdirSync(folder)).toEqual(["oauth_tokens.json"]);
  });

  test("a symbolic link is refused and what it points to stays as it is", async () => {
    const { path: victim, folder } = await fileWith("precious");
    const path = join(folder, "link.json");
    symlinkSync(victim, path);
    const { entries, problem } = readTokenFile(path, recordingLog().log);
    expect(entries).toEqual({});
    expect(problem).toContain("is a symbolic link");
    expect(readFileSync(victim, "utf8")).toBe("precious");
  });

  test("a folder in its place is a problem, not a crash", async () => {
    const path = join(await temporaryHome(), "oauth_tokens.json");
    mkdirSync(path);
    expect(readTokenFile(path, recordingLog().log).problem).toContain("is not a file");
  });

  test("its signature changes when another process replaces the file", async () => {
    const { path } = await fileWith(valid);
    const before = tokenFileSignature(path);
    expect(tokenFileSignature(path)).toBe(before);
    writeFileSync(path, valid);
    expect(tokenFileSignature(path)).not.toBe(before);
  });
});
