import { describe, expect, test } from "bun:test";
import { readPorts, resolveFlowSettings } from "../../../src/auth/flow-settings.ts";
import { UserError } from "../../../src/errors.ts";

const published = { token_url: "https://vendor.example/token", scopes: "a b", client_id: "id" };

describe("resolveFlowSettings", () => {
  test("keeps what is published where nothing else is said", () => {
    expect(resolveFlowSettings("openai", published, {}, {})).toEqual(published);
  });

  test("takes the config's word, lists joined by spaces, and the environment's above it", () => {
    const overrides = { token_url: "https://config.example/t", scopes: ["x", "y"], unknown: "ignored" };
    const environment = {
      CCM_AUTH_OPENAI_TOKEN_URL: "https://env.example/t",
      CCM_AUTH_GOOGLE_SCOPES: "not ours",
    };
    expect(resolveFlowSettings("openai", published, overrides, environment)).toEqual({
      token_url: "https://env.example/t",
      scopes: "x y",
      client_id: "id",
    });
  });

  test("an empty variable is no override", () => {
    expect(resolveFlowSettings("openai", published, {}, { CCM_AUTH_OPENAI_SCOPES: "" })).toEqual(published);
  });

  test.each(["http://127.0.0.1:9/t", "http://localhost:9/t", "http://[::1]:9/t", "https://x.example/t"])(
    "tokens may go to %s",
    (url) => {
      expect(resolveFlowSettings("openai", published, { token_url: url }, {}).token_url).toBe(url);
    },
  );

  test.each([
    ["http://vendor.example/t", "must be an https URL"],
    ["http://127.evil.example/t", "must be an https URL"],
    ["http://localhost.evil.example/t", "must be an https URL"],
    ["ftp://vendor.example/t", "must be an https URL"],
    ["https://me:secret@vendor.example/t", "does not belong into this URL"],
    ["vendor.example/t", "is not a URL"],
  ])("tokens may not go to %s", (url, words) => {
    const resolve = () => resolveFlowSettings("openai", published, { token_url: url }, {});
    expect(resolve).toThrow(UserError);
    expect(resolve).toThrow(words);
    expect(resolve).toThrow("auth.openai.token_url");
  });

  test("a bad variable is named as such", () => {
    const environment = { CCM_AUTH_OPENAI_TOKEN_URL: "nonsense" };
    expect(() => resolveFlowSettings("openai", published, {}, environment)).toThrow(
      "$CCM_AUTH_OPENAI_TOKEN_URL",
    );
  });
});

describe("readPorts", () => {
  test.each([
    ["1455 1457", [1455, 1457]],
    ["1455,1457", [1455, 1457]],
    ["0", [0]],
    ["70000 8080", [8080]],
    ["nonsense", [1]],
    ["", [1]],
  ])("%j", (value, ports) => {
    expect(readPorts(value, [1])).toEqual(ports);
  });
});
