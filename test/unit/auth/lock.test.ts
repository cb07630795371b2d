import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLock } from "../../../src/auth/lock.ts";
import { UserError } from "../../../src/errors.ts";
import { useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

const temporaryHome = useTemporaryHomes();
const unlockable = (reason: string): void => {
  throw new Error(`there should be a lock: ${reason}`);
};

const holder = `
  import { createLock } from ${JSON.stringify(join(import.meta.dir, "../../../src/auth/lock.ts"))};
  const lock = createLock(process.argv[1], { unlockable: () => process.exit(9) });
  await lock(async () => {
    process.stdout.write("held");
    await Bun.sleep(60_000);
  });
`;

/** Another process that holds the lock. */
async function holdElsewhere(path: string): Promise<Bun.Subprocess> {
  const child = Bun.spawn([process.execPath, "-e", holder, path], { stdout: "pipe", stderr: "inherit" });
  for await (const chunk of child.stdout) {
    if (new TextDecoder().decode(chunk).includes("held")) break;
  }
  return child;
}

describe("a lock", () => {
  test("runs tasks of one process one after the other, in order, whatever becomes of each", async () => {
    const lock = createLock(join(await temporaryHome(), ".lock"), { unlockable });
    const events: string[] = [];
    const task = (name: string) => async () => {
      events.push(`${name} in`);
      await Bun.sleep(1);
      events.push(`${name} out`);
      if (name === "b") throw new Error("b failed");
      return name;
    };
    const [a, b, c] = await Promise.allSettled([lock(task("a")), lock(task("b")), lock(task("c"))]);
    expect(events).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
    expect(a).toEqual({ status: "fulfilled", value: "a" });
    expect(b.status).toBe("rejected");
    expect(c).toEqual({ status: "fulfilled", value: "c" });
  });

  test("is an empty private file, with none beside it even while it is held: it needs no room on the disk", async () => {
    const folder = await temporaryHome();
    const path = join(folder, ".lock");
    const beside = await createLock(path, { unlockable })(async () => readdirSync(folder));
    expect(beside).toEqual([".lock"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(path).size).toBe(0);
  });

  test("keeps another process out, and says so in the end", async () => {
    const path = join(await temporaryHome(), ".lock");
    const child = await holdElsewhere(path);
    try {
      const waiting = createLock(path, { unlockable, waitMs: 100 })(async () => "in");
      await expect(waiting).rejects.toBeInstanceOf(UserError);
    } finally {
      child.kill("SIGKILL");
      await child.exited;
    }
  });

  test("is free at once when its holder is killed, with nothing to clean up", async () => {
    const path = join(await temporaryHome(), ".lock");
    const child = await holdElsewhere(path);
    const waiting = createLock(path, { unlockable, waitMs: 10_000 })(async () => "in");
    child.kill("SIGKILL");
    expect(await waiting).toBe("in");
    await child.exited;
  });

  test("is still held by this process after another task of it has come and gone elsewhere", async () => {
    const folder = await temporaryHome();
    const path = join(folder, ".lock");
    const lock = createLock(path, { unlockable });
    // A second lock object on the same file, as a second store in this process would have.
    const second = createLock(path, { unlockable, waitMs: 50 });
    await lock(async () => {
      await expect(second(async () => "in")).rejects.toBeInstanceOf(UserError);
      const other = Bun.spawn([process.execPath, "-e", holder, path], { stdout: "pipe" });
      const early = await Promise.race([
        other.stdout.getReader().read(),
        Bun.sleep(400).then(() => "kept out"),
      ]);
      other.kill("SIGKILL");
      expect(early).toBe("kept out");
    });
  });

  test("does not follow a symbolic link", async () => {
    const folder = await temporaryHome();
    writeFileSync(join(folder, "victim"), "precious");
    symlinkSync(join(folder, "victim"), join(folder, ".lock"));
    const run = createLock(join(folder, ".lock"), { unlockable })(async () => "in");
    await expect(run).rejects.toThrow("symbolic link");
    expect(readFileSync(join(folder, "victim"), "utf8")).toBe("precious");
  });

  test("damaged, says which file to delete", async () => {
    const path = join(await temporaryHome(), ".lock");
    writeFileSync(
      path,
      "this is no lock file of ours, and long enough to be taken for a database".repeat(20),
    );
    await expect(createLock(path, { unlockable })(async () => "in")).rejects.toThrow(
      `${path} cannot be locked`,
    );
  });

  test("where there can be none, the task runs all the same and the reason is told", async () => {
    const folder = await temporaryHome();
    mkdirSync(join(folder, "gone"));
    const reasons: string[] = [];
    const lock = createLock(join(folder, "gone/deeper/.lock"), {
      unlockable: (reason) => reasons.push(reason),
    });
    expect(await lock(async () => "ran")).toBe("ran");
    expect(reasons.join()).toContain("ENOENT");
  });
});
