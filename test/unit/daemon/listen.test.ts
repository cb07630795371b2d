import { expect, test } from "bun:test";
import { listen } from "../../../src/daemon/listen.ts";
import { UserError } from "../../../src/errors.ts";

const app = Promise.resolve({ fetch: () => new Response("from the app") });
const maxBodyBytes = 1024;

async function refusalOf(host: string, port: number): Promise<string> {
  try {
    const server = await listen(app, { host, port, maxBodyBytes });
    await server.stop(true);
    return "it listened";
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error instanceof Error ? error.message : "";
  }
}

test("serves the app on the given address alone", async () => {
  await using server = await listen(app, { host: "127.0.0.1", port: 0, maxBodyBytes });
  expect(server.hostname).toBe("127.0.0.1");
  expect(await (await fetch(server.url)).text()).toBe("from the app");
});

test("a busy port names the process that holds it", async () => {
  await using holder = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const message = await refusalOf("127.0.0.1", holder.port ?? 0);
  expect(message).toContain(`127.0.0.1:${holder.port} is in use`);
  if (process.platform === "linux") expect(message).toContain(`pid ${process.pid}`);
  expect(message).toContain("--port");
});

test("a port held by another ccm says so", async () => {
  const health = { status: "ok", service: "claude-code-mux", instance: "other" };
  await using holder = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => Response.json(health) });
  expect(await refusalOf("127.0.0.1", holder.port ?? 0)).toContain("another ccm");
});

test("an address that is not this machine's is refused in words", async () => {
  expect(await refusalOf("203.0.113.7", 13456)).toContain("not an address of this machine");
});

test("a body a little over the limit reaches the app, which answers in the client's own shape", async () => {
  await using server = await listen(app, { host: "127.0.0.1", port: 0, maxBodyBytes });
  const response = await fetch(server.url, { method: "POST", body: "x".repeat(maxBodyBytes + 1) });
  expect(await response.text()).toBe("from the app");
});

test("requests that come before the app is ready wait for it", async () => {
  const composing = Promise.withResolvers<{ fetch(): Response }>();
  await using server = await listen(composing.promise, { host: "127.0.0.1", port: 0, maxBodyBytes });
  const early = fetch(server.url);
  composing.resolve({ fetch: () => new Response("ready now") });
  expect(await (await early).text()).toBe("ready now");
});
