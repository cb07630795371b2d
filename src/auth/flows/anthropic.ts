import { isJsonObject, type JsonObject } from "../../json.ts";
import type { AccountIdentity, Grant, OAuthFlow } from "../flow.ts";
import { readPorts } from "../flow-settings.ts";
import { requestGrant, type TokenAnswer } from "../request-grant.ts";
import type { VendorHttp } from "../vendor-http.ts";

/**
 * Claude subscriptions and the Console: the public client of Claude Code, as it was published by autumn 2026. The scopes
 * are the two that a request for an answer needs and no more.
 */
export const anthropicLogin = {
  client_id: "9d1c250a-e61b-44d9-88ed-5944d1962f5e",
  authorize_url: "https://claude.com/cai/oauth/authorize",
  console_authorize_url: "https://platform.claude.com/oauth/authorize",
  token_url: "https://platform.claude.com/v1/oauth/token",
  redirect_uri: "https://platform.claude.com/oauth/code/callback",
  scopes: "user:inference user:profile",
  callback_ports: "0",
} as const;

export type AnthropicSettings = Readonly<Record<keyof typeof anthropicLogin, string>>;

/** `account: {uuid, email_address}` and `organization: {uuid, name}` of a token answer. */
function readAccount(body: JsonObject): AccountIdentity {
  const account = isJsonObject(body.account) ? body.account : {};
  const organization = isJsonObject(body.organization) ? body.organization : {};
  return {
    ...(typeof account.uuid === "string" && { id: account.uuid }),
    ...(typeof account.email_address === "string" && { email: account.email_address }),
    ...(typeof organization.name === "string" && { organization: organization.name }),
  };
}

function readGrant({ body, ...tokens }: TokenAnswer): Grant {
  return { ...tokens, account: readAccount(body) };
}

/** The login of Anthropic accounts. Token requests are JSON, and the exchange wants the state again. */
export function createAnthropicFlow(
  settings: AnthropicSettings,
  http: VendorHttp,
  now: () => number,
): OAuthFlow {
  const ask = async (json: JsonObject): Promise<Grant> =>
    readGrant(await requestGrant(http, { method: "POST", url: settings.token_url, json }, now));
  return {
    vendor: "anthropic",
    // Any port is registered, the path is not.
    loopback: { host: "localhost", ports: readPorts(settings.callback_ports, [0]), path: "/callback" },
    pasteRedirectUri: settings.redirect_uri,
    authorizeUrl({ redirectUri, state, challenge, console }) {
      const url = new URL(console ? settings.console_authorize_url : settings.authorize_url);
      // Makes the vendor's page show the code; without meaning for a loopback redirect.
      url.searchParams.set("code", "true");
      url.searchParams.set("client_id", settings.client_id);
      url.searchParams.set("response_type", "code");
      url.searchParams.set("redirect_uri", redirectUri);
      // An API organisation's token also answers for its keys; a subscription's must not.
      url.searchParams.set("scope", console ? `org:create_api_key ${settings.scopes}` : settings.scopes);
      url.searchParams.set("code_challenge", challenge);
      url.searchParams.set("code_challenge_method", "S256");
      url.searchParams.set("state", state);
      return url.href;
    },
    exchange({ code, state, verifier, redirectUri }) {
      return ask({
        grant_type: "authorization_code",
        code,
        state,
        client_id: settings.client_id,
        redirect_uri: redirectUri,
        code_verifier: verifier.reveal(),
      });
    },
    refresh(refreshToken) {
      return ask({
        grant_type: "refresh_token",
        refresh_token: refreshToken.reveal(),
        client_id: settings.client_id,
      });
    },
  };
}
