import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Sandbox } from "../support/run-ccm.ts";

/** Every kind of route, those that are looked up by path alone and those of the router, and one that is not there. */
const routes = [
  "POST /v1/messages",
  "POST /messages",
  "POST /v1/messages/count_tokens",
  "POST /v1/chat/completions",
  "POST /v1/responses",
  "GET /v1/models",
  "GET /health",
  "GET /metrics",
  "GET /",
  "GET /api/config/json",
  "GET /nowhere",
] as const;

const body = JSON.stringify({ model: "demo", max_tokens: 9, messages: [{ role: "user", content: "hi" }] });
const json = { "content-type": "application/json" };

describe("on every route", () => {
  let box: Sandbox;
  beforeAll(async () => {
    box = await Sandbox.open();
    box.configure("", 'api_key = "the-key"');
    await box.start();
  });
  afterAll(() => box[Symbol.asyncDispose]());

  async function ask(route: string, headers: Record<string, string>): Promise<Response> {
    const [method = "", path = ""] = route.split(" ");
    return fetch(box.url + path, { method, headers, ...(method === "POST" && { body }) });
  }

  for (const route of routes) {
    test(`${route}: another host's name and another site's page are refused, in JSON`, async () => {
      for (const foreign of [
        { host: "evil.test" },
        { origin: "https://evil.test" },
        { "sec-fetch-site": "cross-site" },
      ]) {
        const answer = await ask(route, { ...json, "x-api-key": "the-key", ...foreign });
        expect([answer.status, JSON.stringify(await answer.json())]).toEqual([
          403,
          expect.stringContaining("allowed_"),
        ]);
      }
    });
  }

  test("what generates, counts or lists wants ccm's key", async () => {
    for (const route of routes.filter((name) => name.includes("/v1/"))) {
      expect((await ask(route, { ...json, "x-api-key": "another" })).status).toBe(401);
    }
    for (const route of ["POST /v1/messages", "POST /messages?beta=true", "GET /v1/models"]) {
      expect((await ask(route, { ...json, "x-api-key": "the-key" })).status).toBe(200);
    }
  });
});
