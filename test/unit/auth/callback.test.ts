import { afterEach, describe, expect, test } from "bun:test";
import { createServer, type Server } from "node:net";
import { type CallbackListener, listenForCallback } from "../../../src/auth/callback.ts";
import { callbackPage } from "../../../src/auth/callback-page.ts";
import { findFreePort } from "../../support/ccm/start-ccm.ts";

const open: CallbackListener[] = [];
const busy: Server[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) listener.stop();
  for (const server of busy.splice(0)) server.close();
});

async function occupy(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  busy.push(server);
}

function listen(ports: readonly number[], host: "localhost" | "127.0.0.1" = "localhost") {
  const received: string[] = [];
  const listener = listenForCallback({ host, ports, path: "/auth/callback" }, async (query) => {
    received.push(query.toString());
    return callbackPage(200, "Logged in", "Done.");
  });
  if (listener) open.push(listener);
  return { listener, received };
}

const portOf = (listener: CallbackListener | undefined): number =>
  Number(new URL(listener?.redirectUri ?? "").port);

describe("the callback listener", () => {
  test("hands on what the browser brings to its one path", async () => {
    const { listener, received } = listen([0]);
    const answer = await fetch(`http://localhost:${portOf(listener)}/auth/callback?code=c&state=s`);
    expect(answer.status).toBe(200);
    expect(received).toEqual(["code=c&state=s"]);
  });

  test.each([
    ["another path", "/auth/callback/", "GET", undefined, 404],
    ["another path", "/", "GET", undefined, 404],
    ["another method", "/auth/callback", "POST", undefined, 405],
    ["a name that was made to point here", "/auth/callback", "GET", "evil.example", 421],
    ["a name that only begins like ours", "/auth/callback", "GET", "localhost.evil.example", 421],
  ])("refuses %s: %s %s %s", async (_what, path, method, host, status) => {
    const { listener, received } = listen([0]);
    const headers = host === undefined ? {} : { host: `${host}:${portOf(listener)}` };
    const answer = await fetch(`http://127.0.0.1:${portOf(listener)}${path}`, { method, headers });
    expect(answer.status).toBe(status);
    expect(received).toEqual([]);
  });

  test("is registered under the name the vendor knows, and listens on 127.0.0.1 alone", async () => {
    const { listener } = listen([0], "127.0.0.1");
    expect(listener?.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/auth\/callback$/);
    await expect(fetch(`http://[::1]:${portOf(listener)}/auth/callback`)).rejects.toThrow();
  });

  test("takes the second port when the first is busy", async () => {
    const [first, second] = [await findFreePort(), await findFreePort()];
    await occupy(first);
    expect(portOf(listen([first, second]).listener)).toBe(second);
  });

  test("is none when all its ports are busy", async () => {
    const port = await findFreePort();
    await occupy(port);
    expect(listen([port]).listener).toBeUndefined();
  });

  test("is gone once stopped", async () => {
    const { listener } = listen([0]);
    listener?.stop();
    await expect(fetch(listener?.redirectUri ?? "")).rejects.toThrow();
  });
});

describe("the page a browser ends on", () => {
  test("escapes what a vendor may have put into its words", async () => {
    const html = await callbackPage(400, `<img src=x onerror="a">`, "'&'").text();
    expect(html).toContain("&lt;img src=x onerror=&quot;a&quot;&gt;");
    expect(html).toContain("&#39;&amp;&#39;");
    expect(html).not.toContain("<img");
  });

  test("is not stored, and loads and runs nothing", () => {
    const { headers } = callbackPage(200, "a", "b");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-security-policy")).toStartWith("default-src 'none'");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });
});
