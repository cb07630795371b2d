import { afterAll, beforeAll, beforeEach, expect } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, parseJson } from "../../../src/json.ts";
import type { Environment, FinishedRun } from "./run-ccm.ts";
import { type OAuthServer, startOAuthServer } from "./start-oauth-server.ts";
import { useTemporaryHomes } from "./temporary-home.ts";

/** A home for ccm and the vendors it talks to, new for every test of a file. */
export interface CcmHome {
  readonly server: OAuthServer;
  readonly home: string;
  readonly env: Environment;
  /** Names in the token file. */
  storedLogins(): readonly string[];
}

/** Gives a test file ccm homes; one stand-in for the vendors serves them all. */
export function useCcmHome(): () => CcmHome {
  const temporaryHome = useTemporaryHomes();
  let server: OAuthServer | undefined;
  let current: CcmHome | undefined;

  beforeAll(() => {
    server = startOAuthServer();
  });
  beforeEach(async () => {
    if (!server) throw new Error("the stand-in did not start");
    server.consent = "grant";
    server.devices.offered = true;
    server.devices.logins.clear();
    Object.assign(server.codeAssist, {
      tier: "current",
      project: "discovered-project",
      polls: 0,
      reasons: [],
    });
    const home = await temporaryHome();
    const tokenFile = join(home, "oauth_tokens.json");
    current = {
      server,
      home,
      env: { ...server.environment, CCM_HOME: home, HOME: home },
      storedLogins() {
        if (!existsSync(tokenFile)) return [];
        const file = parseJson(readFileSync(tokenFile, "utf8"));
        return isJsonObject(file) ? Object.keys(file) : ["damaged"];
      },
    };
  });
  afterAll(() => server?.stop());

  return () => {
    if (!current) throw new Error("only within a test");
    return current;
  };
}

/** The one line that a failed command ends with, and nothing like a stack above it. */
export function complaintOf(run: FinishedRun): string {
  const said = (run.stderr || run.stdout).replaceAll("\r", "");
  expect(said).not.toContain("This is a bug");
  expect(said).not.toMatch(/^\s+at /m);
  return said.trim().split("\n").at(-1) ?? "";
}
