import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { createCodeAssist } from "../../../src/auth/code-assist.ts";
import { createVendorHttp } from "../../../src/auth/vendor-http.ts";
import { Secret } from "../../../src/secret.ts";
import { type OAuthServer, startOAuthServer } from "../../support/oauth/start-oauth-server.ts";

let server: OAuthServer;
const slept: number[] = [];
beforeAll(() => {
  server = startOAuthServer();
});
beforeEach(() => {
  Object.assign(server.codeAssist, { tier: "current", project: "discovered-project", polls: 0, reasons: [] });
  server.requests.length = 0;
  slept.length = 0;
});
afterAll(() => server.stop());

function findProject(ownProject?: string) {
  const http = createVendorHttp({ userAgent: "ccm/test" });
  const sleep = async (ms: number): Promise<void> => {
    slept.push(ms);
  };
  const codeAssist = createCodeAssist(http, `${server.url}/g/v1internal`, { sleep });
  return codeAssist.findProject(new Secret("a-token"), ownProject);
}

const calls = () => server.requests.map(({ method, path }) => `${method} ${path.slice(3)}`);

describe("the project of a Code Assist account", () => {
  test("is the one that an account which is set up already has", async () => {
    expect(await findProject()).toEqual({
      projectId: "discovered-project",
      tier: "Gemini Code Assist Standard",
    });
    expect(calls()).toEqual(["POST v1internal:loadCodeAssist"]);
    expect(server.requests[0]?.headers.get("authorization")).toBe("Bearer a-token");
  });

  test("is the user's own where Google names none", async () => {
    server.codeAssist.project = undefined;
    expect((await findProject("my-project")).projectId).toBe("my-project");
    const { cloudaicompanionProject, metadata } = server.requests[0]?.fields ?? {};
    expect(cloudaicompanionProject).toBe("my-project");
    expect(JSON.parse(metadata ?? "")).toEqual({
      ideType: "IDE_UNSPECIFIED",
      platform: "PLATFORM_UNSPECIFIED",
      pluginType: "GEMINI",
      duetProject: "my-project",
    });
  });

  test("comes out of onboarding, which is polled every five seconds", async () => {
    Object.assign(server.codeAssist, { tier: "free", polls: 2 });
    expect((await findProject()).projectId).toBe("discovered-project");
    expect(calls()).toEqual([
      "POST v1internal:loadCodeAssist",
      "POST v1internal:onboardUser",
      "GET v1internal/operations/onboard-1",
      "GET v1internal/operations/onboard-1",
    ]);
    expect(slept).toEqual([5000, 5000]);
  });

  test("is not offered to the free tier, which refuses to be given one", async () => {
    server.codeAssist.tier = "free";
    expect((await findProject("my-project")).projectId).toBe("discovered-project");
    const onboarding = server.requests.find(({ path }) => path.endsWith("onboardUser"));
    expect(onboarding?.fields.cloudaicompanionProject).toBeUndefined();
  });

  test("is handed to the standard tier", async () => {
    Object.assign(server.codeAssist, { tier: "standard", project: undefined });
    expect((await findProject("my-project")).projectId).toBe("my-project");
  });

  test("is the user's own behind a perimeter that hides the account", async () => {
    server.codeAssist.tier = "perimeter";
    expect((await findProject("my-project")).projectId).toBe("my-project");
  });

  test("is not a number: that is no project id", async () => {
    server.codeAssist.project = undefined;
    await expect(findProject("123456")).rejects.toMatchObject({ problem: "ineligible" });
    expect(server.requests.every(({ fields }) => fields.cloudaicompanionProject === undefined)).toBe(true);
  });
});

describe("an account without a project", () => {
  test("is told to bring one", async () => {
    server.codeAssist.tier = "standard";
    await expect(findProject()).rejects.toThrow("set project_id for the provider, or $GOOGLE_CLOUD_PROJECT");
  });

  test("is told Google's own reason", async () => {
    Object.assign(server.codeAssist, {
      tier: "none",
      reasons: [
        { reasonCode: "UNSUPPORTED_LOCATION", reasonMessage: "Not available\nhere." },
        { reasonCode: "UNKNOWN" },
      ],
    });
    await expect(findProject()).rejects.toThrow(
      "Google does not serve this account: Not available here.; UNKNOWN",
    );
  });

  test("that has to be validated is sent to where", async () => {
    const validationUrl = "https://accounts.google.com/validate";
    Object.assign(server.codeAssist, {
      tier: "free",
      reasons: [{ reasonCode: "VALIDATION_REQUIRED", validationUrl }],
    });
    await expect(findProject()).rejects.toThrow(`open ${validationUrl} and log in again`);
  });
});

describe("when Google does not answer well", () => {
  test("that is a passing trouble, not the account's", async () => {
    server.script("loadCodeAssist", { status: 503 });
    await expect(findProject()).rejects.toMatchObject({ outcome: "transient" });
    server.script("loadCodeAssist", { status: 200, body: "null" });
    await expect(findProject()).rejects.toMatchObject({ outcome: "transient" });
  });

  test("onboarding that fails, or that loses its own name, is not taken for done", async () => {
    server.codeAssist.tier = "free";
    server.script("onboardUser", { status: 500 }, { status: 200, body: '{"done":false}' });
    await expect(findProject()).rejects.toMatchObject({ outcome: "transient", status: 500 });
    await expect(findProject()).rejects.toThrow("has not finished setting up");
    expect(slept).toEqual([]);
  });

  test("onboarding is not waited for longer than a minute", async () => {
    Object.assign(server.codeAssist, { tier: "free", polls: 1000 });
    await expect(findProject()).rejects.toThrow("has not finished setting up");
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(60_000);
  });
});
