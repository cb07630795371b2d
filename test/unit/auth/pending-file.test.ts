import { describe, expect, test } from "bun:test";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { leavePendingLogin, takePendingLogin } from "../../../src/auth/pending-file.ts";
import type { PendingLogin } from "../../../src/auth/pending-login.ts";
import { Secret } from "../../../src/secret.ts";
import { useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

const temporaryHome = useTemporaryHomes();
const pending: PendingLogin = {
  id: "an-id",
  vendor: "anthropic",
  login: "max",
  projectId: "p",
  state: "st",
  verifier: new Secret("v"),
  redirectUri: "https://vendor.example/cb",
  expiresAt: 5,
};

describe("a login that waits for a second command", () => {
  test("comes back whole, once", async () => {
    const folder = await temporaryHome();
    await leavePendingLogin(folder, pending);
    const taken = await takePendingLogin(folder);
    expect(taken?.verifier.reveal()).toBe("v");
    expect({ ...taken, verifier: undefined }).toEqual({ ...pending, verifier: undefined });
    expect(await takePendingLogin(folder)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("lies in a private file", async () => {
    const folder = join(await temporaryHome(), "not/yet/there");
    await leavePendingLogin(folder, pending);
    const [name = ""] = readdirSync(folder);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  test("is none when the file is damaged, and never was one without it", async () => {
    const folder = await temporaryHome();
    expect(await takePendingLogin(folder)).toBeUndefined();
    writeFileSync(join(folder, "pending_login.json"), '{"id": 7}');
    expect(await takePendingLogin(folder)).toBeUndefined();
  });
});
