import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { AccountIdentity, Grant, OAuthFlow } from "../flow.ts";
import { readPorts } from "../flow-settings.ts";
import { readJwtClaims } from "../jwt-claims.ts";
import { requestGrant, type TokenAnswer } from "../request-grant.ts";
import type { VendorHttp } from "../vendor-http.ts";
import { startOpenAiDevice } from "./openai-device.ts";

/**
 * ChatGPT accounts: the public client of openai/codex (`codex-rs/login`), 2026. Everything hangs on the issuer. The two
 * ports are the registered ones; 1457 is Codex's own second choice. `originator` names the program that asks.
 */
export const openAiLogin = {
  client_id: "app_EMoamEEZ73f0CkXaXp7hrann",
  issuer: "https://auth.openai.com",
  authorize_url: "",
  token_url: "",
  revoke_url: "",
  device_url: "",
  scopes: "openid profile email offline_access",
  callback_ports: "1455 1457",
  originator: "ccm",
} as const;

export type OpenAiSettings = Readonly<Record<keyof typeof openAiLogin, string>>;

const registeredPorts = [1455, 1457] as const;

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Claims of OpenAI's own live under these two names (openai/codex `token_data.rs`). */
function namespaced(claims: JsonObject, name: "auth" | "profile"): JsonObject {
  const value = claims[`https://api.openai.com/${name}`];
  return isJsonObject(value) ? value : {};
}

function readClaims(claims: JsonObject): AccountIdentity {
  const auth = namespaced(claims, "auth");
  const organizations = Array.isArray(auth.organizations) ? auth.organizations : claims.organizations;
  const first = Array.isArray(organizations) ? organizations[0] : undefined;
  const organization = isJsonObject(first) ? first : {};
  const id = text(claims.chatgpt_account_id) ?? text(auth.chatgpt_account_id) ?? text(organization.id);
  const email = text(claims.email) ?? text(namespaced(claims, "profile").email);
  const plan = text(auth.chatgpt_plan_type);
  const title = text(organization.title);
  return {
    ...(id && { id }),
    ...(email && { email }),
    ...(plan && { plan }),
    ...(title && { organization: title }),
  };
}

/** The account by the id token, completed by the access token; a refresh may bring neither. */
function readGrant({ body, ...tokens }: TokenAnswer): Grant {
  const access = readClaims(readJwtClaims(tokens.accessToken.reveal()) ?? {});
  const identity = readClaims(readJwtClaims(text(body.id_token) ?? "") ?? {});
  return { ...tokens, account: { ...access, ...identity } };
}

/** The login of ChatGPT accounts. Codes are exchanged as a form, tokens refreshed as JSON, as Codex itself does. */
export function createOpenAiFlow(settings: OpenAiSettings, http: VendorHttp, now: () => number): OAuthFlow {
  const issuer = settings.issuer.replace(/\/$/, "");
  const tokenUrl = settings.token_url || `${issuer}/oauth/token`;
  const redirect = { host: "localhost", path: "/auth/callback" } as const;
  return {
    vendor: "openai",
    loopback: { ...redirect, ports: readPorts(settings.callback_ports, registeredPorts) },
    authorizeUrl({ redirectUri, state, challenge }) {
      const url = new URL(settings.authorize_url || `${issuer}/oauth/authorize`);
      url.searchParams.set("response_type", "code");
      url.searchParams.set("client_id", settings.client_id);
      url.searchParams.set("redirect_uri", redirectUri);
      url.searchParams.set("scope", settings.scopes);
      url.searchParams.set("code_challenge", challenge);
      url.searchParams.set("code_challenge_method", "S256");
      url.searchParams.set("id_token_add_organizations", "true");
      url.searchParams.set("codex_cli_simplified_flow", "true");
      url.searchParams.set("state", state);
      url.searchParams.set("originator", settings.originator);
      return url.href;
    },
    async exchange({ code, verifier, redirectUri }) {
      const form = {
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
        client_id: settings.client_id,
        code_verifier: verifier.reveal(),
      };
      return readGrant(await requestGrant(http, { method: "POST", url: tokenUrl, form }, now));
    },
    async refresh(refreshToken) {
      const json = {
        client_id: settings.client_id,
        grant_type: "refresh_token",
        refresh_token: refreshToken.reveal(),
      };
      return readGrant(await requestGrant(http, { method: "POST", url: tokenUrl, json }, now));
    },
    startDevice: () =>
      startOpenAiDevice(http, {
        clientId: settings.client_id,
        accountsUrl: settings.device_url || `${issuer}/api/accounts/deviceauth`,
        verificationUrl: `${issuer}/codex/device`,
        redirectUri: `${issuer}/deviceauth/callback`,
      }),
    async revoke(refreshToken) {
      await http({
        method: "POST",
        url: settings.revoke_url || `${issuer}/oauth/revoke`,
        form: {
          token: refreshToken.reveal(),
          token_type_hint: "refresh_token",
          client_id: settings.client_id,
        },
      });
    },
  };
}
