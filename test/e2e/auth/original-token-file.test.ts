import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type JsonValue, parseJson } from "../../../src/json.ts";
import { type Environment, runPiped } from "../../support/oauth/run-ccm.ts";
import { type OAuthServer, startOAuthServer } from "../../support/oauth/start-oauth-server.ts";
import { useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

setDefaultTimeout(60_000);
const temporaryHome = useTemporaryHomes();
let server: OAuthServer;
beforeAll(() => {
  server = startOAuthServer();
});
afterAll(() => server.stop());

/** What serde and chrono accept in claude-code-mux 0.6.3: these members, these types, any others ignored. */
function isReadableByTheOriginal(file: JsonValue | undefined): boolean {
  if (!isJsonObject(file)) return false;
  const isText = (value: unknown): boolean => typeof value === "string";
  const isOptionalText = (value: unknown): boolean => value === undefined || value === null || isText(value);
  return Object.values(file).every(
    (entry) =>
      isJsonObject(entry) &&
      [entry.provider_id, entry.access_token, entry.refresh_token].every(isText) &&
      [entry.enterprise_url, entry.project_id].every(isOptionalText) &&
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(String(entry.expires_at)),
  );
}

/** A file as that program leaves it: pretty-printed, nanoseconds, no vendor, whatever order. */
async function homeOfTheOriginal(): Promise<{ path: string; env: Environment }> {
  const home = await temporaryHome();
  const path = join(home, "oauth_tokens.json");
  const { families } = server;
  const entry = (provider_id: string, vendor: "anthropic" | "openai" | "google", more: object) => {
    const { accessToken, refreshToken } = families.issue(vendor);
    const expires_at = "2025-11-20T04:36:57.123456789Z";
    return { provider_id, access_token: accessToken, refresh_token: refreshToken, expires_at, ...more };
  };
  const file = {
    gemini: entry("gemini", "google", { project_id: "their-project" }),
    "anthropic-max": entry("anthropic-max", "anthropic", { enterprise_url: "https://enterprise.example" }),
    "openai-codex": entry("openai-codex", "openai", {}),
  };
  writeFileSync(path, JSON.stringify(file, undefined, 2), { mode: 0o600 });
  return { path, env: { ...server.environment, CCM_HOME: home, HOME: home } };
}

describe("the token file of the original", () => {
  test("is used as it is, its vendors known by their names", async () => {
    const { path, env } = await homeOfTheOriginal();
    const before = readFileSync(path, "utf8");
    const { stdout } = await runPiped(["auth", "list", "--json"], env);
    expect(parseJson(stdout)).toMatchObject([
      { login: "gemini", vendor: "google", project: "their-project", state: "ready" },
      { login: "anthropic-max", vendor: "anthropic", state: "ready" },
      { login: "openai-codex", vendor: "openai", state: "ready" },
    ]);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  test("is rewritten so that the original still reads it, with what only it knows", async () => {
    const { path, env } = await homeOfTheOriginal();
    const run = await runPiped(["auth", "refresh"], env);
    expect(run.exitCode).toBe(0);
    const file = parseJson(readFileSync(path, "utf8"));
    expect(isReadableByTheOriginal(file)).toBe(true);
    expect(file).toMatchObject({
      gemini: { provider_id: "gemini", project_id: "their-project" },
      "anthropic-max": { enterprise_url: "https://enterprise.example" },
      "openai-codex": { account_id: "acct-42", account_plan: "plus" },
    });
    for (const entry of isJsonObject(file) ? Object.values(file) : []) {
      const token = isJsonObject(entry) ? String(entry.access_token) : "";
      expect(server.families.isLive(token)).toBe(true);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("damaged, is set aside and does not stop ccm", async () => {
    const { path, env } = await homeOfTheOriginal();
    writeFileSync(path, readFileSync(path, "utf8").slice(0, 100));
    const run = await runPiped(["auth", "list"], env);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain("the token file was damaged and has been set aside: log in again");
  });
});
