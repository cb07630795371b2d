import { expect, test } from "bun:test";
import fc from "fast-check";
import { isOurHost } from "../../../src/server/middleware/check-host.ts";
import { clientApis } from "../../support/client/client-api.ts";
import { openDaemon } from "../admin/open-daemon.ts";

/** A provider at which nobody listens: what passes the door fails at once. */
const config = `
[router]
default = "m"
[[providers]]
name = "p"
provider_type = "anthropic"
api_key = "k"
base_url = "http://127.0.0.1:1"
[[models]]
name = "m"
[[models.mappings]]
provider = "p"
actual_model = "x"
priority = 1
`;

const anyJson = fc.json({ maxDepth: 5 });
const api = fc.constantFrom(...Object.values(clientApis));

/** A good request with a piece of it replaced: a member of another type, a cut, bytes that are no text. */
const anyBody = fc
  .tuple(api, fc.boolean(), fc.nat(400), fc.nat(40), fc.oneof(anyJson, fc.string({ unit: "binary" })))
  .map(([{ path, body }, stream, at, length, instead]) => {
    const good = Buffer.from(JSON.stringify(body({ model: "m", stream, prompt: "満潮" })));
    const from = at % good.length;
    return {
      path,
      body: Buffer.concat([good.subarray(0, from), Buffer.from(instead), good.subarray(from + length)]),
    };
  });

test("no body makes ccm fail of itself: each is answered, or refused in the client's own words", async () => {
  const { ask } = await openDaemon({ config });
  await fc.assert(
    fc.asyncProperty(anyBody, async ({ path, body }) => {
      const headers = { "content-type": "application/json" };
      const response = await ask(path, { method: "POST", body, headers });
      expect(response.status).toBeWithin(400, 530);
      expect(response.status).not.toBe(500);
      expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } });
    }),
    { numRuns: 400 },
  );
}, 60_000);

test("no return from a login that nobody began makes ccm fail", async () => {
  const { ask } = await openDaemon({ config });
  const anyQuery = fc.array(
    fc.tuple(
      fc.constantFrom("code", "state", "error", "error_description", "scope"),
      fc.string().map((text) => `<mark>${text}`),
    ),
    { maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        anyQuery.map((pairs) => String(new URLSearchParams(pairs))),
        fc.webQueryParameters(),
      ),
      async (query) => {
        const response = await ask(`/auth/callback?${query}`);
        expect(response.status).toBeWithin(400, 500);
        expect(await response.text()).not.toContain("<mark>");
      },
    ),
    { numRuns: 200 },
  );
}, 30_000);

test("no other name than ccm's own passes for its host", () => {
  const policy = { host: "127.0.0.1", port: 13456, allowed: ["box.example"] };
  const own = /^(?:localhost|127\.0\.0\.1|\[::1\]):13456$|^box\.example(?::\d{1,5})?$/i;
  const near = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          "localhost",
          "127.0.0.1",
          "[::1]",
          ":13456",
          ":80",
          ".",
          "box.example",
          "evil.test",
          ",",
          "@",
        ),
        fc.string({ maxLength: 3 }),
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(near, (host) => {
      if (isOurHost(host, policy)) expect(host).toMatch(own);
    }),
    { numRuns: 5000 },
  );
});
