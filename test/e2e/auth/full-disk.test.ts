import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRefresher, TestClock } from "../../support/oauth/open-refresher.ts";
import { runPiped } from "../../support/oauth/run-ccm.ts";
import { type OAuthServer, startOAuthServer } from "../../support/oauth/start-oauth-server.ts";
import { storedLogin } from "../../support/oauth/stored.ts";

setDefaultTimeout(60_000);

/** A disk of 64 KB of one's own takes root on Linux; elsewhere the unit tests stand in with a writer that fails. */
const disk = mkdtempSync(join(tmpdir(), "ccm-disk-"));
const mounted =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", disk]).exitCode === 0;

let server: OAuthServer;
beforeAll(() => {
  server = startOAuthServer();
});
afterAll(async () => {
  if (mounted) Bun.spawnSync(["umount", disk]);
  rmSync(disk, { recursive: true, force: true });
  await server.stop();
});

function fillUp(): void {
  expect(() => writeFileSync(join(disk, "ballast"), "x".repeat(200_000))).toThrow("ENOSPC");
}

describe.skipIf(!mounted)("on a disk without room", () => {
  test("a refreshed token is used from memory, and written when there is room again", async () => {
    const clock = new TestClock();
    const { refresher, store, lines } = openRefresher(server, disk, clock);
    const tokens = server.families.issue("anthropic");
    await store.update("me", () =>
      storedLogin("me", tokens, { vendor: "anthropic", expiresAt: clock.now() - 1 }),
    );
    const before = readFileSync(store.path, "utf8");
    fillUp();
    const fresh = await refresher.fresh("me");
    expect(server.families.isLive(fresh.accessToken.reveal())).toBe(true);
    expect(readFileSync(store.path, "utf8")).toBe(before);
    expect(lines.join()).toContain("the disk is full");

    const run = await runPiped(["auth", "refresh"], { ...server.environment, CCM_HOME: disk, HOME: "/tmp" });
    expect(run.stderr).toContain("cannot be written: the disk is full");
    expect(server.families.refreshes).toBe(1); // a command would lose the new token with its own end

    unlinkSync(join(disk, "ballast"));
    expect(await store.flush()).toBe(true);
    const { store: next } = openRefresher(server, disk, clock);
    expect(next.get("me")?.accessToken.reveal()).toBe(fresh.accessToken.reveal());
  });
});
