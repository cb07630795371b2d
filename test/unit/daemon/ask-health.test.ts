import { expect, test } from "bun:test";
import { askHealth } from "../../../src/daemon/ask-health.ts";
import { baseUrlOf } from "../../../src/daemon/base-url.ts";

async function answerOf(body: unknown, status = 200) {
  await using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response(typeof body === "string" ? body : JSON.stringify(body), { status }),
  });
  return await askHealth({ host: "127.0.0.1", port: server.port ?? 0 });
}

test("knows a ccm by the service it names, and its instance", async () => {
  expect(await answerOf({ status: "ok", service: "claude-code-mux", instance: "abc" })).toEqual({
    state: "ccm",
    instanceId: "abc",
  });
});

test("knows the original, which names no instance", async () => {
  expect(await answerOf({ status: "ok", service: "claude-code-mux" })).toEqual({
    state: "ccm",
    instanceId: undefined,
  });
});

test("anything else that answers is a stranger", async () => {
  expect(await answerOf("<html>", 404)).toEqual({ state: "stranger", status: 404 });
  expect(await answerOf({ status: "ok" })).toEqual({ state: "stranger", status: 200 });
});

test("a port on which nobody listens is silent", async () => {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const port = server.port ?? 0;
  await server.stop(true);
  expect(await askHealth({ host: "127.0.0.1", port })).toEqual({ state: "silent" });
});

test("a server that accepts and says nothing is silent after the time is up", async () => {
  using server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  expect(await askHealth({ host: "127.0.0.1", port: server.port }, 50)).toEqual({ state: "silent" });
});

test("a body without end does not fill the memory", async () => {
  await using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () =>
      new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(65536)) })),
  });
  expect(await askHealth({ host: "127.0.0.1", port: server.port ?? 0 }, 3000)).toEqual({ state: "silent" });
});

test("a wildcard address is called by its loopback", () => {
  expect(baseUrlOf({ host: "0.0.0.0", port: 1 })).toBe("http://127.0.0.1:1");
  expect(baseUrlOf({ host: "::", port: 1 })).toBe("http://[::1]:1");
  expect(baseUrlOf({ host: "192.168.1.5", port: 1 })).toBe("http://192.168.1.5:1");
});
