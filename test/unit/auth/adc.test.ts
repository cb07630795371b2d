import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { useTemporaryHomes } from "../../support/oauth/temporary-home.ts";

// Google's library looks for a gcloud program and for servers: each run is a process, and takes seconds on a busy machine.
setDefaultTimeout(30_000);

const temporaryHome = useTemporaryHomes();
const program = join(import.meta.dir, "../../support/oauth/print-adc.ts");

interface Call {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly flavour: string | null;
}

const calls: Call[] = [];
let google: Bun.Server<undefined>;
beforeAll(() => {
  google = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const fields = Object.fromEntries(new URLSearchParams(await request.text()));
      calls.push({ path: pathname, fields, flavour: request.headers.get("metadata-flavor") });
      const headers = { "metadata-flavor": "Google" };
      if (pathname === "/token")
        return Response.json({ access_token: `ya29.for-${fields.grant_type}`, expires_in: 3600 });
      if (pathname.endsWith("/project-id")) return new Response("metadata-project", { headers });
      if (pathname.endsWith("/token"))
        return Response.json({ access_token: "ya29.metadata", expires_in: 3600 }, { headers });
      return new Response("ok", { headers });
    },
  });
});
beforeEach(() => {
  calls.length = 0;
});
afterAll(() => google.stop(true));

async function run(environment: Readonly<Record<string, string>>) {
  const home = await temporaryHome();
  const child = Bun.spawn([process.execPath, program], {
    env: {
      PATH: "/nonexistent", // no gcloud of this machine may answer
      HOME: home,
      STAND_IN: `http://127.0.0.1:${google.port}`,
      METADATA_SERVER_DETECTION: "none",
      ...environment,
    },
    stdout: "pipe",
    stderr: "ignore",
  });
  const output = await new Response(child.stdout).text();
  const result: { answers: object[]; lastFailure?: string } = JSON.parse(output);
  return result;
}

async function keyFile(content: object): Promise<Record<string, string>> {
  const path = join(await temporaryHome(), "key.json");
  writeFileSync(path, JSON.stringify(content));
  return { GOOGLE_APPLICATION_CREDENTIALS: path };
}

describe("Application Default Credentials", () => {
  test("are those of a service account", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const environment = await keyFile({
      type: "service_account",
      project_id: "account-project",
      private_key_id: "k1",
      private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
      client_email: "robot@account-project.iam.gserviceaccount.com",
      client_id: "1",
    });
    const { answers } = await run(environment);
    const token = {
      accessToken: "ya29.for-urn:ietf:params:oauth:grant-type:jwt-bearer",
      projectId: "account-project",
    };
    expect(answers).toEqual([token, token]);
    expect(calls).toHaveLength(1); // cached
  });

  test("are those of a user, with the project that pays", async () => {
    const environment = await keyFile({
      type: "authorized_user",
      client_id: "c",
      client_secret: "s",
      refresh_token: "1//r",
      quota_project_id: "paying-project",
    });
    const { answers } = await run({ ...environment, GOOGLE_CLOUD_PROJECT: "my-project" });
    expect(answers[0]).toEqual({
      accessToken: "ya29.for-refresh_token",
      projectId: "my-project",
      quotaProjectId: "paying-project",
    });
    expect(calls[0]?.fields.refresh_token).toBe("1//r");
  });

  test("are those of the machine, by its metadata server", async () => {
    const environment = {
      GCE_METADATA_HOST: `127.0.0.1:${google.port}`,
      METADATA_SERVER_DETECTION: "assume-present",
    };
    const { answers } = await run(environment);
    expect(answers[0]).toEqual({ accessToken: "ya29.metadata", projectId: "metadata-project" });
    expect(calls.every(({ flavour }) => flavour === "Google")).toBe(true);
  });

  test("that are nowhere are one line on what to do, and are not looked for again at once", async () => {
    const { answers, lastFailure } = await run({});
    expect(answers[0]).toEqual({
      error:
        "no Google credentials: run `gcloud auth application-default login`, or set $GOOGLE_APPLICATION_CREDENTIALS to a key file",
    });
    expect(lastFailure).toStartWith("no Google credentials");
  });

  test("that cannot be read are one line too", async () => {
    const { answers } = await run({ GOOGLE_APPLICATION_CREDENTIALS: "/nowhere/key.json" });
    expect(JSON.stringify(answers[0])).toContain("Google credentials cannot be used: ");
    expect(JSON.stringify(answers[0])).not.toContain("\\n");
  });
});
