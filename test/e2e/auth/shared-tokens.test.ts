import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { openTokenStore } from "../../../src/auth/store.ts";
import { killWriters } from "../../support/oauth/kill-writers.ts";
import { runPiped } from "../../support/oauth/run-ccm.ts";
import { shareALogin } from "../../support/oauth/share-a-login.ts";
import { type OAuthServer, startOAuthServer } from "../../support/oauth/start-oauth-server.ts";
import { storedLogin } from "../../support/oauth/stored.ts";
import { recordingLog, useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

setDefaultTimeout(120_000);
const temporaryHome = useTemporaryHomes();
let server: OAuthServer;
beforeAll(() => {
  server = startOAuthServer();
});
afterAll(() => server.stop());

describe("two processes that need one login at the same moment", () => {
  test.each(["anthropic", "openai"] as const)("refresh it once a round: %s", async (vendor) => {
    const rounds = 20;
    const report = await shareALogin(await temporaryHome(), rounds, vendor);
    expect(report).toEqual({ rounds, refreshes: rounds, reuses: 0, failures: [] });
  });

  test("as commands of a person do not use a token twice either", async () => {
    const home = await temporaryHome();
    const env = { ...server.environment, CCM_HOME: home, HOME: home };
    const store = openTokenStore({ folder: home, log: recordingLog().log });
    await store.update("me", () =>
      storedLogin("me", server.families.issue("anthropic"), { vendor: "anthropic" }),
    );
    for (let round = 0; round < 5; round++) {
      const runs = await Promise.all([
        runPiped(["auth", "refresh"], env),
        runPiped(["auth", "refresh"], env),
      ]);
      expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    }
    expect(server.families.reuses).toBe(0);
    expect(server.families.isLive(store.get("me")?.accessToken.reveal() ?? "")).toBe(true);
  });
});

describe("processes that are killed while they write", () => {
  test("leave the old tokens or the new ones, and hold nobody up", async () => {
    const home = await temporaryHome();
    const report = await killWriters(home, 30);
    expect(report.failures).toEqual([]);
    expect(report.writes).toBeGreaterThanOrEqual(30);
    // What the last one left behind is swept by the next write.
    const store = openTokenStore({ folder: home, log: recordingLog().log });
    await store.update("me", (current) => current);
    expect(readdirSync(home).sort()).toEqual([".oauth_tokens.lock", "oauth_tokens.json"]);
  });
});
