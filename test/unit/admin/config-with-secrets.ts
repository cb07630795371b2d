import { configOfEveryState } from "../../support/config-of-every-state.ts";

/** What must never leave: one of every kind of secret that a config and a token file hold. */
export const canaries = {
  key: "sk-or-v1-canary0key0of0the0first0kind0000",
  second: "sk-or-v1-canary0key0of0the0second0kind00",
  header: "Bearer canary-in-a-header-000000000000",
  clientKey: "canary-client-key-000000000000000000",
  access: "canary-access-token-0000000000000000",
  refresh: "canary-refresh-token-000000000000000",
} as const;

/** Markup where a name belongs. */
export const hostileName = '"><img src=x onerror=alert(1)>';

/** A config whose first section is still [server]. */
export const configWithSecrets = `
api_key = "${canaries.clientKey}"
[router]
default = "demo"
think = "nowhere"
${configOfEveryState({
  keys: [canaries.key, canaries.second],
  hostileName,
  more: `headers = { Authorization = "${canaries.header}" }`,
})}
[[models]]
name = '<b>bold</b>'
[[models.mappings]]
provider = '${hostileName}'
actual_model = "x"
priority = 1
`;

/** A token file in the original's format. */
export const tokensWithSecrets = {
  chatgpt: {
    provider_id: "chatgpt",
    access_token: canaries.access,
    refresh_token: canaries.refresh,
    expires_at: "2099-01-01T00:00:00Z",
    account_email: "someone@example.org",
  },
};

/** Every page, and what programs may read. */
export const pages = [
  "/",
  "/?range=hour",
  "/?range=week",
  "/requests",
  "/requests?range=all&outcome=failed",
  "/test",
  "/providers",
  "/providers/openrouter",
  `/providers/${encodeURIComponent(hostileName)}`,
  "/accounts",
  "/accounts?vendor=anthropic&way=paste",
  "/models",
  "/router",
  "/settings",
] as const;
export const jsonPaths = [
  "/api/status",
  "/api/config",
  "/api/config/json",
  "/api/providers",
  "/api/models-config",
  "/api/oauth/tokens",
] as const;
