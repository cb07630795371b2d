import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openTokenStore } from "../../../src/auth/store.ts";
import type { StoredLogin } from "../../../src/auth/stored-login.ts";
import { UserError } from "../../../src/errors.ts";
import type { PrivateWriter } from "../../../src/private-file.ts";
import { writePrivateFile } from "../../../src/private-file.ts";
import { storedLogin } from "../../support/oauth/stored.ts";
import { recordingLog, useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

const temporaryHome = useTemporaryHomes();

const login = (name: string, generation = 1): StoredLogin =>
  storedLogin(name, {
    accessToken: `access-${name}-${generation}`,
    refreshToken: `refresh-${name}-${generation}`,
  });

function open(folder: string, more: { write?: PrivateWriter; retryAfterMs?: number } = {}) {
  const { log, lines } = recordingLog();
  return { store: openTokenStore({ folder, log, ...more }), lines };
}

const tokenOf = (stored: StoredLogin | undefined): string | undefined => stored?.accessToken.reveal();

describe("the token store", () => {
  test("keeps a login across openings, private, and without leftovers", async () => {
    const folder = join(await temporaryHome(), "home");
    await open(folder).store.update("max", () => login("max"));
    expect(tokenOf(open(folder).store.get("max"))).toBe("access-max-1");
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual([".oauth_tokens.lock", "oauth_tokens.json"]);
  });

  test("writes the original's form: an object by login, two spaces of indent", async () => {
    const folder = await temporaryHome();
    const { store } = open(folder);
    await store.update("max", () => ({ ...login("max"), expiresAt: Date.UTC(2030, 0, 1) }));
    expect(readFileSync(store.path, "utf8")).toBe(`{
  "max": {
    "provider_id": "max",
    "access_token": "access-max-1",
    "refresh_token": "refresh-max-1",
    "expires_at": "2030-01-01T00:00:00.000Z"
  }
}
`);
  });

  test("keeps entries and members it does not know", async () => {
    const folder = await temporaryHome();
    const theirs = { provider_id: "x", secret_sauce: [1, { a: null }] };
    writeFileSync(join(folder, "oauth_tokens.json"), JSON.stringify({ x: theirs, y: "not an entry" }));
    await open(folder).store.update("max", () => login("max"));
    const file = JSON.parse(readFileSync(join(folder, "oauth_tokens.json"), "utf8"));
    expect(file.x).toEqual(theirs);
    expect(file.y).toBe("not an entry");
  });

  test("sees what another process has written, and loses none of it", async () => {
    const folder = await temporaryHome();
    const { store: one } = open(folder);
    const { store: other } = open(folder);
    await one.update("a", () => login("a"));
    expect(tokenOf(other.get("a"))).toBe("access-a-1");
    await Promise.all([
      ...Array.from({ length: 10 }, (_, index) => one.update(`one-${index}`, () => login("x"))),
      ...Array.from({ length: 10 }, (_, index) => other.update(`other-${index}`, () => login("y"))),
    ]);
    expect(one.list()).toHaveLength(21);
    expect(other.list()).toHaveLength(21);
  });

  test("gives a change the state of the file, not of memory", async () => {
    const folder = await temporaryHome();
    const { store: one } = open(folder);
    const { store: other } = open(folder);
    await one.update("a", () => login("a", 1));
    await other.update("a", () => login("a", 2));
    const seen: (string | undefined)[] = [];
    await one.update("a", (current) => {
      seen.push(tokenOf(current));
      return current;
    });
    expect(seen).toEqual(["access-a-2"]);
  });

  test("removes a login, and does not touch the file to remove none", async () => {
    const folder = await temporaryHome();
    const { store } = open(folder);
    await store.update("a", () => undefined);
    expect(readdirSync(folder)).toEqual([".oauth_tokens.lock"]);
    await store.update("a", () => login("a"));
    await store.update("a", () => undefined);
    expect(store.list()).toEqual([]);
  });

  test("has nothing to write as long as nothing is held", async () => {
    const folder = await temporaryHome();
    expect(await open(folder).store.flush()).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("notices when its file comes to be of no use", async () => {
    const folder = await temporaryHome();
    const { store } = open(folder);
    expect(store.problem()).toBeUndefined();
    symlinkSync("/dev/null", store.path);
    expect(store.problem()).toContain("symbolic link");
  });

  test("a file that cannot be used says why, and is not written", async () => {
    const folder = await temporaryHome();
    writeFileSync(join(folder, "victim"), "{}");
    symlinkSync(join(folder, "victim"), join(folder, "oauth_tokens.json"));
    const { store } = open(folder);
    expect(store.problem()).toContain("symbolic link");
    await expect(store.update("a", () => login("a"))).rejects.toEqual(new UserError(store.problem() ?? ""));
    expect(readFileSync(join(folder, "victim"), "utf8")).toBe("{}");
  });
});

describe("on a full disk", () => {
  const full = { now: true };
  const write: PrivateWriter = (path, text) =>
    full.now
      ? Promise.reject(Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" }))
      : writePrivateFile(path, text);

  async function homeWithLogin(): Promise<string> {
    const folder = await temporaryHome();
    await open(folder).store.update("a", () => login("a", 1));
    full.now = true;
    return folder;
  }

  test("a change that can be repeated fails in one plain line", async () => {
    const { store } = open(await homeWithLogin(), { write });
    await expect(store.update("a", () => login("a", 2))).rejects.toThrow(
      "cannot be written: the disk is full",
    );
  });

  test("a fresh token lives on in memory, loudly, and the old one stays in the file", async () => {
    const folder = await homeWithLogin();
    const { store, lines } = open(folder, { write });
    await store.keep(login("a", 2), login("a", 1));
    expect(tokenOf(store.get("a"))).toBe("access-a-2");
    expect(tokenOf(store.list()[0])).toBe("access-a-2");
    expect(tokenOf(open(folder).store.get("a"))).toBe("access-a-1");
    expect(lines.join()).toContain("live in memory only");
    expect(lines.join()).toContain("the disk is full");
    expect(lines.join()).not.toContain("access-a-2");
  });

  test("it is written as soon as there is room, by itself", async () => {
    const folder = await homeWithLogin();
    const { store } = open(folder, { write, retryAfterMs: 5 });
    await store.keep(login("a", 2), login("a", 1));
    await store.keep(login("a", 3), login("a", 2));
    full.now = false;
    while (tokenOf(open(folder).store.get("a")) !== "access-a-3") await Bun.sleep(5);
    expect(tokenOf(store.get("a"))).toBe("access-a-3");
  });

  test("it is written along with the next change", async () => {
    const folder = await homeWithLogin();
    const { store } = open(folder, { write });
    await store.keep(login("a", 2), login("a", 1));
    full.now = false;
    await store.update("b", () => login("b"));
    expect(tokenOf(open(folder).store.get("a"))).toBe("access-a-2");
    expect(await store.flush()).toBe(true);
  });

  test("two fresh tokens at once are both written, however slow the disk is", async () => {
    const folder = await homeWithLogin();
    await open(folder).store.update("b", () => login("b", 1));
    const slow: PrivateWriter = async (path, text) => {
      await Bun.sleep(20);
      await writePrivateFile(path, text);
    };
    const { store } = open(folder, { write: slow });
    await Promise.all([
      store.keep(login("a", 2), login("a", 1)),
      Bun.sleep(10).then(() => store.keep(login("b", 2), login("b", 1))),
    ]);
    expect([...open(folder).store.list()].map(tokenOf).sort()).toEqual(["access-a-2", "access-b-2"]);
  });

  test("a second one that comes while the first is written at last is not taken for outdated", async () => {
    const folder = await homeWithLogin();
    const slow: PrivateWriter = async (path, text) => {
      if (full.now) return write(path, text);
      await Bun.sleep(20);
      await writePrivateFile(path, text);
    };
    const { store } = open(folder, { write: slow });
    await store.keep(login("a", 2), login("a", 1));
    full.now = false;
    const retrying = store.flush();
    await Bun.sleep(10);
    await store.keep(login("a", 3), login("a", 2));
    await retrying;
    expect(tokenOf(open(folder).store.get("a"))).toBe("access-a-3");
  });

  test("a login made anew meanwhile wins over it", async () => {
    const folder = await homeWithLogin();
    const { store } = open(folder, { write });
    await store.keep(login("a", 2), login("a", 1));
    await open(folder).store.update("a", () => login("a", 9));
    expect(tokenOf(store.get("a"))).toBe("access-a-9");
    full.now = false;
    await store.flush();
    expect(tokenOf(open(folder).store.get("a"))).toBe("access-a-9");
  });
});
