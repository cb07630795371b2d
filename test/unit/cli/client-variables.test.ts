import { expect, test } from "bun:test";
import { clientVariables } from "../../../src/cli/client-variables.ts";
import { parseConfig } from "../../../src/config/load.ts";

const url = "http://127.0.0.1:13456";

function variablesOf(toml: string): Readonly<Record<string, string>> {
  const { config, findings } = parseConfig(toml, { path: "config.toml", env: {} });
  if (!config) throw new Error(JSON.stringify(findings));
  return clientVariables(url, config);
}

const demo = `
[[providers]]
name = "demo"
provider_type = "demo"
`;

test("name the address, something to send, the hint headers and the model list", () => {
  expect(variablesOf(`router.default = "m"\n${demo}`)).toEqual({
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_AUTH_TOKEN: "ccm",
    CLAUDE_CODE_GATEWAY_HINT_HEADERS: "1",
    CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: "1",
  });
});

test("carry the key that clients must send", () => {
  expect(variablesOf(`router.default = "m"\nserver.api_key = "let me in"\n${demo}`)).toMatchObject({
    ANTHROPIC_AUTH_TOKEN: "let me in",
  });
});

const passthrough = `
[[providers]]
name = "claude"
provider_type = "anthropic"
auth_type = "passthrough"
`;

test("leave the client its own login where an enabled provider forwards it", () => {
  expect(variablesOf(`router.default = "m"\n${passthrough}`)).not.toHaveProperty("ANTHROPIC_AUTH_TOKEN");
  expect(variablesOf(`router.default = "m"\n${passthrough}enabled = false\n`)).toHaveProperty(
    "ANTHROPIC_AUTH_TOKEN",
  );
});

function withWindows(...windows: number[]): string {
  const mappings = windows.map(
    (window, index) => `
[[models.mappings]]
provider = "demo"
actual_model = "echo"
priority = ${index + 1}
context_window = ${window}`,
  );
  return `router.default = "m"\n${demo}\n[[models]]\nname = "m"\n${mappings.join("\n")}`;
}

test("tell the client to compact by the smallest window that the default model may end at", () => {
  expect(variablesOf(withWindows(200_000, 128_000))).toMatchObject({
    CLAUDE_CODE_MAX_CONTEXT_TOKENS: "128000",
  });
});

test("know the windows of well-known models, unless the config states another", () => {
  const window = "CLAUDE_CODE_MAX_CONTEXT_TOKENS";
  const glm = (more = "") =>
    `router.default = "m"\n${demo}\n[[models]]\nname = "m"\n[[models.mappings]]\nprovider = "demo"\nactual_model = "glm-4.6"\npriority = 1\n${more}`;
  expect(variablesOf(glm())).toMatchObject({ [window]: "200000" });
  expect(variablesOf(glm("context_window = 64000"))).toMatchObject({ [window]: "64000" });
});

test("say nothing of a window that the client assumes anyway", () => {
  expect(variablesOf(withWindows(1_000_000))).not.toHaveProperty("CLAUDE_CODE_MAX_CONTEXT_TOKENS");
});
