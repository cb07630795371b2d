import { expect, test } from "bun:test";
import { ccmPaths } from "../../../src/config/paths.ts";

test("files are where claude-code-mux has them", () => {
  expect(ccmPaths({}, "/home/me")).toMatchObject({
    home: "/home/me/.claude-code-mux",
    config: "/home/me/.claude-code-mux/config.toml",
    tokens: "/home/me/.claude-code-mux/oauth_tokens.json",
    pid: "/home/me/.claude-code-mux/ccm.pid",
  });
});

test("CCM_HOME moves them all", () => {
  const paths = ccmPaths({ CCM_HOME: "/data" }, "/home/me");
  for (const path of Object.values(paths)) expect(path).toStartWith("/data");
});

test("an empty CCM_HOME is none", () => {
  expect(ccmPaths({ CCM_HOME: "" }, "/home/me").home).toBe("/home/me/.claude-code-mux");
});
