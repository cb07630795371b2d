import { describe, expect, test } from "bun:test";
import { Secret } from "../../../src/secret.ts";
import { type HostPolicy, isOurHost } from "../../../src/server/middleware/check-host.ts";
import { isAllowedOrigin } from "../../../src/server/middleware/check-origin.ts";
import { isFromWithin } from "../../../src/server/middleware/is-from-within.ts";
import { findKeyHeader } from "../../../src/server/middleware/require-key.ts";

const loopback: HostPolicy = { host: "127.0.0.1", port: 13456, allowed: ["ccm.example.test"] };
const wide: HostPolicy = { ...loopback, host: "0.0.0.0" };

describe("the Host header", () => {
  const cases: readonly (readonly [string | null, boolean, boolean])[] = [
    ["localhost:13456", true, true],
    ["LOCALHOST:13456", true, true],
    ["127.0.0.1:13456", true, true],
    ["[::1]:13456", true, true],
    ["ccm.example.test", true, true],
    ["ccm.example.test:8080", true, true],
    ["localhost:8080", false, true],
    ["localhost", false, true],
    ["ccm:13456", false, true],
    ["192.168.1.5:13456", false, true],
    ["evil.test:13456", false, false],
    ["127.0.0.1.nip.io:13456", false, false],
    ["localhost.evil.test:13456", false, false],
    ["localhost.:13456", false, false],
    ["localhost:13456, evil.test", false, false],
    ["user@localhost:13456", false, false],
    ["", false, false],
    [null, false, false],
  ];
  for (const [header, onLoopback, onAll] of cases) {
    test(`${header ?? "none"} is ${onLoopback ? "" : "not "}ours on loopback`, () => {
      expect(isOurHost(header, loopback)).toBe(onLoopback);
      expect(isOurHost(header, wide)).toBe(onAll);
    });
  }
});

describe("a request from within", () => {
  const fromWithin = (peer: string | undefined, headers: Record<string, string> = {}) =>
    isFromWithin(new Headers({ host: "localhost:13456", ...headers }), peer, 13456);

  test("comes from loopback to a loopback name on ccm's own port", () => {
    for (const peer of ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", "::FFFF:127.0.0.1"]) {
      expect([peer, fromWithin(peer)]).toEqual([peer, true]);
    }
    for (const host of ["127.0.0.1:13456", "[::1]:13456", "LOCALHOST:13456"]) {
      expect([host, fromWithin("127.0.0.1", { host })]).toEqual([host, true]);
    }
  });

  test("comes from no other address", () => {
    for (const peer of [
      undefined,
      "172.18.0.1",
      "192.168.1.5",
      "::ffff:172.18.0.1",
      "fe80::1",
      "127.0.0.1.evil",
      "",
    ]) {
      expect([peer, fromWithin(peer)]).toEqual([peer, false]);
    }
  });

  test("asks for no other name", () => {
    for (const host of [
      "localhost",
      "localhost:80",
      "ccm:13456",
      "172.18.0.2:13456",
      "evil.test:13456",
      "",
    ]) {
      expect([host, fromWithin("127.0.0.1", { host })]).toEqual([host, false]);
    }
    expect(isFromWithin(new Headers(), "127.0.0.1", 13456)).toBe(false);
  });

  test("has passed no proxy", () => {
    for (const name of ["Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Proto"]) {
      expect([name, fromWithin("127.0.0.1", { [name]: "x" })]).toEqual([name, false]);
    }
  });
});

describe("a browser's request", () => {
  const asked = (headers: Record<string, string>): boolean =>
    isAllowedOrigin(new Headers({ host: "localhost:13456", ...headers }), ["https://mine.test"]);

  test("passes from ccm's own pages, from an allowed origin, and from clients that are no browsers", () => {
    expect(asked({})).toBe(true);
    expect(asked({ origin: "http://localhost:13456", "sec-fetch-site": "same-origin" })).toBe(true);
    expect(asked({ origin: "https://mine.test", "sec-fetch-site": "cross-site" })).toBe(true);
    expect(asked({ "sec-fetch-site": "none" })).toBe(true);
  });

  test("is refused from anywhere else", () => {
    expect(asked({ origin: "https://evil.test" })).toBe(false);
    expect(asked({ origin: "null" })).toBe(false);
    expect(asked({ origin: "http://localhost:1" })).toBe(false);
    expect(asked({ "sec-fetch-site": "cross-site" })).toBe(false);
    expect(asked({ "sec-fetch-site": "same-site" })).toBe(false);
  });
});

describe("the key of ccm", () => {
  const found = (headers: Record<string, string>) =>
    findKeyHeader(new Headers(headers), new Secret("right-key"));

  test("is taken from any of the three headers that clients use", () => {
    expect(found({ "x-api-key": "right-key" })).toBe("x-api-key");
    expect(found({ authorization: "Bearer right-key" })).toBe("authorization");
    expect(found({ "api-key": "right-key" })).toBe("api-key");
  });

  test("is not taken from a near miss", () => {
    for (const wrong of ["", "right-ke", "right-key2", "RIGHT-KEY", "Bearer right-key "]) {
      expect(found({ "x-api-key": `${wrong}x` })).toBeUndefined();
    }
    expect(found({})).toBeUndefined();
  });
});
