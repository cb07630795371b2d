import { describe, expect, test } from "bun:test";
import { bypassLoopback, proxyVariable } from "../../../src/http/environment-proxy.ts";

const of = (url: string, env: Record<string, string>): string | undefined => proxyVariable(new URL(url), env);
const proxies = { HTTP_PROXY: "http://proxy.example:3128", HTTPS_PROXY: "http://proxy.example:3128" };

describe("the proxy of a request", () => {
  test("is named by its scheme, the lower-case variable first", () => {
    expect(of("https://api.example/v1", proxies)).toBe("HTTPS_PROXY");
    expect(of("http://api.example/v1", { ...proxies, http_proxy: "http://other.example" })).toBe(
      "http_proxy",
    );
    expect(of("https://api.example/v1", { HTTP_PROXY: "http://proxy.example" })).toBeUndefined();
    expect(of("https://api.example/v1", { HTTPS_PROXY: "" })).toBeUndefined();
  });

  test.each(["http://127.0.0.1:11434/v1", "http://localhost:1234", "http://[::1]:8080"])(
    "is none for this machine itself: %s",
    (url) => expect(of(url, proxies)).toBeUndefined(),
  );

  test.each([
    ["example", true],
    [".example", true],
    ["*.example", true],
    ["api.example", true],
    ["api.example:443", false],
    ["api.example:8443", true],
    ["pi.example", false],
    ["*", true],
    ["other, API.example ", true],
  ])("NO_PROXY %s lets api.example:8443 pass: %p", (entry, passes) => {
    const found = of("https://api.example:8443/v1", { ...proxies, NO_PROXY: entry });
    expect(found).toBe(passes ? undefined : "HTTPS_PROXY");
  });
});

test("this machine's names are added to what was listed, in the variable that Bun reads first", () => {
  const env: Record<string, string | undefined> = { NO_PROXY: "corp.example, localhost" };
  bypassLoopback(env);
  expect(env.no_proxy).toBe("corp.example,localhost,127.0.0.1,::1");
  const lower: Record<string, string | undefined> = { NO_PROXY: "a.example", no_proxy: "b.example" };
  bypassLoopback(lower);
  expect(lower.no_proxy).toBe("b.example,localhost,127.0.0.1,::1");
});
