import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GoogleAdc } from "../../../src/auth/adc.ts";
import type { CredentialHandle, CredentialSource } from "../../../src/auth/credential.ts";
import { createCredentials } from "../../../src/auth/credentials.ts";
import { type Accounts, openAccounts } from "../../../src/auth/open-accounts.ts";
import type { TokenStore } from "../../../src/auth/store.ts";
import type { ProviderConfig } from "../../../src/config/config.ts";
import { UpstreamError } from "../../../src/errors.ts";
import { Secret } from "../../../src/secret.ts";
import { providerConfig } from "../../support/oauth/provider-config.ts";
import { type OAuthServer, startOAuthServer } from "../../support/oauth/start-oauth-server.ts";
import { storedLogin } from "../../support/oauth/stored.ts";
import { recordingLog, useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

const temporaryHome = useTemporaryHomes();
let server: OAuthServer;
let credentials: CredentialSource;
let accounts: Accounts;
let store: TokenStore;
let folder: string;
beforeAll(() => {
  server = startOAuthServer();
});
beforeEach(async () => {
  Object.assign(server.codeAssist, { tier: "current", project: "discovered-project", reasons: [] });
  folder = await temporaryHome();
  accounts = openAccounts({
    folder,
    overrides: {},
    environment: {
      ...server.environment,
      GOOGLE_APPLICATION_CREDENTIALS: join(folder, "google-key.json"),
    },
    version: "test",
    log: recordingLog().log,
  });
  ({ credentials, store } = accounts);
});
afterAll(() => server.stop());

function handlesOf(provider: Partial<ProviderConfig>): readonly CredentialHandle[] {
  const handles = credentials.handlesOf(providerConfig(provider));
  if ("reason" in handles) throw new Error(handles.reason);
  return handles;
}

function reasonOf(provider: Partial<ProviderConfig>): string {
  const handles = credentials.handlesOf(providerConfig(provider));
  return "reason" in handles ? handles.reason : "ready";
}

function only(handles: readonly CredentialHandle[]): CredentialHandle {
  const [handle, ...more] = handles;
  if (!handle || more.length > 0) throw new Error(`${handles.length} handles`);
  return handle;
}

/** What a handle resolves to, with the secret as it goes out: two secrets look equal to a test. */
async function resolved(handle: CredentialHandle) {
  const { secret, ...rest } = await handle.resolve();
  return { secret: secret.reveal(), ...rest };
}

describe("keys", () => {
  test("are tried in their order, each under a name of its own", async () => {
    const handles = handlesOf({ name: "z", keys: [new Secret("first-key"), new Secret("second-key")] });
    expect(handles.map(({ id }) => id)).toEqual(["z", "z#2"]);
    expect(await Promise.all(handles.map(resolved))).toEqual([
      { secret: "first-key", kind: "api_key" },
      { secret: "second-key", kind: "api_key" },
    ]);
  });

  test("have a version that changes with the key and gives nothing of it away", () => {
    const version = (key: string) => only(handlesOf({ keys: [new Secret(key)] })).version;
    expect(version("a-key")).toBe(version("a-key"));
    expect(version("a-key")).not.toBe(version("another-key"));
    expect(version("a-key")).toMatch(/^[0-9a-f]{10}$/);
  });

  test("cannot be refreshed", async () => {
    expect(await only(handlesOf({ keys: [new Secret("k")] })).refreshAfterRejection()).toBe(false);
  });

  test.each([
    [{ unsetVariables: ["ZAI_API_KEY"] }, "not configured: $ZAI_API_KEY is unset"],
    [{ unsetVariables: ["A", "B"] }, "not configured: $A, $B are unset"],
    [{}, 'not configured: api_key is missing (set it to "$ANTHROPIC_API_KEY")'],
    [{ keys: [new Secret("k")], unsetVariables: ["B"] }, "ready"],
  ] satisfies [Partial<ProviderConfig>, string][])("%j: %s", (provider, reason) => {
    expect(reasonOf(provider)).toBe(reason);
  });

  test("are not asked of what needs none, nor where the client brings its own", () => {
    expect(handlesOf({ type: "ollama" })).toEqual([]);
    expect(handlesOf({ authType: "passthrough" })).toEqual([]);
  });
});

describe("a login", () => {
  const provider = { name: "claude", authType: "oauth", oauthProvider: "anthropic-max" } as const;

  test("that is missing says how to make it", () => {
    expect(reasonOf(provider)).toBe("not logged in: run `ccm auth login claude`");
  });

  test("that is over says why and how to make it anew", async () => {
    const stored = storedLogin("anthropic-max", server.families.issue("anthropic"), {
      ended: { reason: "revoked", at: 0 },
    });
    await store.update("anthropic-max", () => stored);
    expect(reasonOf(provider)).toBe(
      'the login "anthropic-max" is over (revoked): run `ccm auth login anthropic-max`',
    );
  });

  test("of a provider type without one is refused", () => {
    expect(reasonOf({ ...provider, type: "groq" })).toContain("has no login; use api_key");
  });

  test("is found as soon as another process has made it", async () => {
    expect(reasonOf(provider)).toContain("not logged in");
    await store.update("anthropic-max", () =>
      storedLogin("anthropic-max", server.families.issue("anthropic")),
    );
    expect(only(handlesOf(provider)).id).toBe("claude@login");
  });

  test("brings token and account", async () => {
    const stored = storedLogin("codex", server.families.issue("openai"), { account: { id: "acct-42" } });
    await store.update("codex", () => stored);
    const handle = only(handlesOf({ ...provider, type: "openai", oauthProvider: "codex" }));
    expect(await resolved(handle)).toEqual({
      secret: stored.accessToken.reveal(),
      kind: "oauth",
      accountId: "acct-42",
    });
  });

  test("is refreshed after a rejection, once", async () => {
    await store.update("anthropic-max", () =>
      storedLogin("anthropic-max", server.families.issue("anthropic")),
    );
    const handle = only(handlesOf(provider));
    const before = await handle.resolve();
    expect(await handle.refreshAfterRejection()).toBe(true);
    const after = await handle.resolve();
    expect(after.secret.reveal()).not.toBe(before.secret.reveal());
    expect(await handle.refreshAfterRejection()).toBe(false);
  });

  test("has a version that changes with its token", async () => {
    await store.update("anthropic-max", () =>
      storedLogin("anthropic-max", server.families.issue("anthropic")),
    );
    const handle = only(handlesOf(provider));
    expect(only(handlesOf(provider)).version).toBe(handle.version);
    await handle.refreshAfterRejection();
    expect(only(handlesOf(provider)).version).not.toBe(handle.version);
  });
});

describe("a Google login", () => {
  const provider = { name: "gemini", type: "gemini", authType: "oauth" } as const;
  const seed = (more = {}) =>
    store.update("gemini", () =>
      storedLogin("gemini", server.families.issue("google"), { vendor: "google", ...more }),
    );

  test("brings the project it was set up with", async () => {
    await seed({ projectId: "known" });
    expect(await only(handlesOf(provider)).resolve()).toMatchObject({ kind: "oauth", projectId: "known" });
  });

  test("brings the config's project first", async () => {
    await seed({ projectId: "known" });
    expect(await only(handlesOf({ ...provider, projectId: "mine" })).resolve()).toMatchObject({
      projectId: "mine",
    });
  });

  test("that the original made without a project is set up at its first use, once", async () => {
    await seed();
    server.requests.length = 0;
    const handle = only(handlesOf(provider));
    const all = await Promise.all([handle.resolve(), handle.resolve(), handle.resolve()]);
    expect(all.map(({ projectId }) => projectId)).toEqual(Array(3).fill("discovered-project"));
    expect(server.requests.filter(({ path }) => path.endsWith("loadCodeAssist"))).toHaveLength(1);
    expect(store.get("gemini")).toMatchObject({
      projectId: "discovered-project",
      account: { email: "ada@example.com" },
    });
  });

  test.each([
    ["that Google does not serve", () => Object.assign(server.codeAssist, { tier: "none" }), "permission"],
    [
      "whose project cannot be asked for now",
      () => server.script("loadCodeAssist", { status: 503 }),
      "network",
    ],
  ] as const)("%s fails as %p", async (_name, arrange, kind) => {
    await seed();
    arrange();
    const failed = await only(handlesOf(provider))
      .resolve()
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(UpstreamError);
    if (failed instanceof UpstreamError) expect(failed.failure.kind).toBe(kind);
  });
});

describe("Vertex AI", () => {
  test("uses this machine's credentials, whatever api_key the original was made to have", () => {
    const handle = only(handlesOf({ name: "vertex", type: "vertex-ai", keys: [new Secret("dummy")] }));
    expect(handle.id).toBe("vertex@adc");
  });

  test("is another credential as soon as somebody has logged in with gcloud", () => {
    const version = () => only(handlesOf({ type: "vertex-ai" })).version;
    const before = version();
    expect(version()).toBe(before);
    writeFileSync(join(folder, "google-key.json"), "{}");
    expect(version()).not.toBe(before);
  });

  test("asks for a new token after a rejection, and names the project of the config first", async () => {
    let forgotten = 0;
    const adc: GoogleAdc = {
      token: async () => ({ accessToken: new Secret("ya29.x"), projectId: "own", quotaProjectId: "paying" }),
      forget: () => {
        forgotten++;
      },
      version: () => "adc",
      lastFailure: () => undefined,
    };
    const source = createCredentials({ ...accounts, findProject: async () => undefined, adc });
    const handles = source.handlesOf(providerConfig({ type: "vertex-ai", projectId: "mine" }));
    if ("reason" in handles) throw new Error(handles.reason);
    const handle = only(handles);
    expect(await resolved(handle)).toEqual({
      secret: "ya29.x",
      kind: "adc",
      projectId: "mine",
      quotaProjectId: "paying",
    });
    expect(await handle.refreshAfterRejection()).toBe(true);
    expect(forgotten).toBe(1);
  });

  test("without a project anywhere says where to name one", async () => {
    const adc: GoogleAdc = {
      token: async () => ({ accessToken: new Secret("ya29.x") }),
      forget: () => undefined,
      version: () => "adc",
      lastFailure: () => undefined,
    };
    const source = createCredentials({ ...accounts, findProject: async () => undefined, adc });
    const handles = source.handlesOf(providerConfig({ name: "vertex", type: "vertex-ai" }));
    if ("reason" in handles) throw new Error(handles.reason);
    await expect(only(handles).resolve()).rejects.toThrow(
      'no Google Cloud project: set project_id for provider "vertex", or $GOOGLE_CLOUD_PROJECT',
    );
  });

  test("that failed a moment ago is skipped with the reason", () => {
    const adc: GoogleAdc = {
      token: () => Promise.reject(new Error("not asked")),
      forget: () => undefined,
      version: () => "adc",
      lastFailure: () => "no Google credentials",
    };
    const source = createCredentials({ ...accounts, findProject: async () => undefined, adc });
    expect(source.handlesOf(providerConfig({ type: "vertex-ai" }))).toEqual({
      reason: "no Google credentials",
    });
  });

  test("has nothing to refresh before it was ever used", async () => {
    expect(await only(handlesOf({ type: "vertex-ai" })).refreshAfterRejection()).toBe(false);
  });
});
