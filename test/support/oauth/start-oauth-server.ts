import { createHash, randomBytes } from "node:crypto";
import { answerCodeAssist, type CodeAssistState } from "./answer-code-assist.ts";
import { answerDevice, DeviceCodes } from "./answer-device.ts";
import { makeJwt, TokenFamilies, type TokenVendor } from "./token-families.ts";

/** What the person does on the consent page. */
export type Consent = "grant" | "deny" | "wrong_state";

/** An answer to give in place of the real one. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** Does the work, then breaks off in the middle of the answer: the client never learns of it. */
  readonly lost?: true;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly fields: Readonly<Record<string, string>>;
}

interface IssuedCode {
  readonly vendor: TokenVendor;
  readonly challenge: string;
  readonly redirectUri: string;
  used: boolean;
}

/** A stand-in for the login services of all three vendors, over a real socket. */
export interface OAuthServer {
  readonly url: string;
  /** Makes ccm use it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly families: TokenFamilies;
  readonly devices: DeviceCodes;
  readonly codeAssist: CodeAssistState;
  readonly requests: ReceivedRequest[];
  consent: Consent;
  /** Answers of the next calls whose path ends so, in order. */
  script(pathEnd: string, ...answers: readonly ScriptedAnswer[]): void;
  /** Every code, token and verifier that has gone over the wire: none may show up anywhere else. */
  secrets(): readonly string[];
  stop(): Promise<void>;
}

const vendorPaths: Readonly<Record<string, TokenVendor>> = { a: "anthropic", o: "openai", g: "google" };

function json(status: number, body: object): Response {
  return Response.json(body, { status });
}

async function readFields(request: Request): Promise<Record<string, string>> {
  if (request.method === "GET") return Object.fromEntries(new URL(request.url).searchParams);
  const text = await request.text();
  if (request.headers.get("content-type")?.startsWith("application/json")) {
    const parsed: Record<string, unknown> = JSON.parse(text === "" ? "{}" : text);
    return Object.fromEntries(
      Object.entries(parsed).map(([name, value]) => [
        name,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    );
  }
  return Object.fromEntries(new URLSearchParams(text));
}

/** Starts the server on a free port of 127.0.0.1. */
export function startOAuthServer(): OAuthServer {
  const families = new TokenFamilies();
  const devices = new DeviceCodes();
  const codeAssist: CodeAssistState = {
    tier: "current",
    project: "discovered-project",
    polls: 0,
    reasons: [],
  };
  const codes = new Map<string, IssuedCode>();
  const requests: ReceivedRequest[] = [];
  const scripts: { readonly pathEnd: string; readonly answer: ScriptedAnswer }[] = [];
  const seen: string[] = [];
  const control = { consent: "grant" as Consent };

  function newCode(vendor: TokenVendor, challenge: string, redirectUri: string): string {
    const code = `code-${randomBytes(18).toString("base64url")}`;
    codes.set(code, { vendor, challenge, redirectUri, used: false });
    seen.push(code);
    return code;
  }

  function authorize(vendor: TokenVendor, fields: Readonly<Record<string, string>>): Response {
    const { redirect_uri, state, code_challenge, code_challenge_method, response_type } = fields;
    if (
      !redirect_uri ||
      !state ||
      !code_challenge ||
      code_challenge_method !== "S256" ||
      response_type !== "code"
    ) {
      return json(400, { error: "invalid_request" });
    }
    const back = new URL(redirect_uri);
    if (control.consent === "deny") back.searchParams.set("error", "access_denied");
    else back.searchParams.set("code", newCode(vendor, code_challenge, redirect_uri));
    back.searchParams.set("state", control.consent === "wrong_state" ? "a-state-of-another-login" : state);
    return Response.redirect(back.href, 302);
  }

  /** The page that shows a code to copy: Anthropic's with the state, Google's without. */
  function shown(vendor: TokenVendor, { code, state, error }: Readonly<Record<string, string>>): Response {
    const text = error ?? (vendor === "anthropic" ? `${code}#${state}` : code);
    return new Response(`<pre id="code">${text}</pre>`, { headers: { "content-type": "text/html" } });
  }

  function tokenAnswer(vendor: TokenVendor, tokens: { accessToken: string; refreshToken: string }): Response {
    const common = {
      access_token: tokens.accessToken,
      token_type: "Bearer",
      expires_in: families.lifetimeSeconds,
    };
    if (vendor === "anthropic") {
      return json(200, {
        ...common,
        refresh_token: tokens.refreshToken,
        account: { uuid: "acc-1", email_address: "ada@example.com" },
        organization: { uuid: "org-1", name: "Ada's Organization" },
      });
    }
    if (vendor === "google") return json(200, { ...common, refresh_token: tokens.refreshToken });
    const idToken = makeJwt({
      email: "ada@example.com",
      "https://api.openai.com/auth": {
        chatgpt_account_id: "acct-42",
        chatgpt_plan_type: "plus",
        organizations: [{ id: "org-9", title: "Personal" }],
      },
    });
    seen.push(idToken);
    const { expires_in: _, ...withoutExpiry } = common;
    return json(200, { ...withoutExpiry, id_token: idToken, refresh_token: tokens.refreshToken });
  }

  function exchange(vendor: TokenVendor, fields: Readonly<Record<string, string>>): Response {
    const { code = "", code_verifier = "", redirect_uri } = fields;
    if (code_verifier !== "") seen.push(code_verifier);
    const issued = codes.get(code);
    const challenge = createHash("sha256").update(code_verifier).digest("base64url");
    const fits =
      issued?.vendor === vendor && issued.challenge === challenge && issued.redirectUri === redirect_uri;
    if (!issued || !fits || issued.used) {
      return json(400, { error: "invalid_grant", error_description: "Code is invalid, expired or used." });
    }
    issued.used = true;
    return tokenAnswer(vendor, families.issue(vendor));
  }

  function refresh(vendor: TokenVendor, { refresh_token = "" }: Readonly<Record<string, string>>): Response {
    const result = families.refresh(refresh_token);
    if (result.outcome === "granted") return tokenAnswer(vendor, result.tokens);
    if (vendor === "openai") {
      const code = result.outcome === "reused" ? "refresh_token_reused" : "refresh_token_invalidated";
      return json(401, { error: { code, message: "Your refresh token cannot be used any more." } });
    }
    return json(400, { error: "invalid_grant", error_description: "Refresh token not found or invalid" });
  }

  function token(vendor: TokenVendor, fields: Readonly<Record<string, string>>): Response {
    if (vendor === "google" && fields.client_secret === undefined)
      return json(401, { error: "invalid_client" });
    return fields.grant_type === "refresh_token" ? refresh(vendor, fields) : exchange(vendor, fields);
  }

  function answer(request: ReceivedRequest): Response {
    const { path, fields } = request;
    const [, prefix = "", ...rest] = path.split("/");
    const vendor = vendorPaths[prefix];
    const end = rest.join("/");
    if (!vendor) return json(404, { error: "not_found" });
    if (end === "oauth/authorize") return authorize(vendor, fields);
    if (end === "shown") return shown(vendor, fields);
    if (end === "oauth/token") return token(vendor, fields);
    if (end === "oauth/revoke") {
      families.revoke(fields.token ?? "");
      return new Response(null, { status: 200 });
    }
    if (end === "userinfo") return json(200, { email: "ada@example.com" });
    if (end.startsWith("v1internal")) return answerCodeAssist(codeAssist, end, fields);
    return answerDevice(devices, end, fields, (challenge, redirectUri) =>
      newCode(vendor, challenge, redirectUri),
    );
  }

  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      const path = new URL(request.url).pathname;
      const received = {
        method: request.method,
        path,
        headers: request.headers,
        fields: await readFields(request),
      };
      requests.push(received);
      const index = scripts.findIndex(({ pathEnd }) => path.endsWith(pathEnd));
      const scripted = index < 0 ? undefined : scripts.splice(index, 1)[0]?.answer;
      if (!scripted) return answer(received);
      if (scripted.delayMs !== undefined) await Bun.sleep(scripted.delayMs);
      if (scripted.lost) return new Response((await answer(received).text()).slice(0, 20));
      if (scripted.status === undefined) return answer(received);
      return new Response(scripted.body ?? "", { status: scripted.status, headers: { ...scripted.headers } });
    },
    error: () => new Response(null, { status: 500 }),
  });
  const url = `http://127.0.0.1:${server.port}`;
  devices.redirectUri = `${url}/o/deviceauth/callback`;

  return {
    url,
    environment: {
      CCM_AUTH_ANTHROPIC_AUTHORIZE_URL: `${url}/a/oauth/authorize`,
      CCM_AUTH_ANTHROPIC_CONSOLE_AUTHORIZE_URL: `${url}/a/oauth/authorize`,
      CCM_AUTH_ANTHROPIC_TOKEN_URL: `${url}/a/oauth/token`,
      CCM_AUTH_ANTHROPIC_REDIRECT_URI: `${url}/a/shown`,
      CCM_AUTH_OPENAI_ISSUER: `${url}/o`,
      CCM_AUTH_OPENAI_CALLBACK_PORTS: "0",
      CCM_AUTH_GOOGLE_AUTHORIZE_URL: `${url}/g/oauth/authorize`,
      CCM_AUTH_GOOGLE_TOKEN_URL: `${url}/g/oauth/token`,
      CCM_AUTH_GOOGLE_USERINFO_URL: `${url}/g/userinfo`,
      CCM_AUTH_GOOGLE_REDIRECT_URI: `${url}/g/shown`,
      CCM_AUTH_GOOGLE_CODE_ASSIST_URL: `${url}/g/v1internal`,
    },
    families,
    devices,
    codeAssist,
    requests,
    get consent() {
      return control.consent;
    },
    set consent(consent) {
      control.consent = consent;
    },
    script(pathEnd, ...answers) {
      for (const scripted of answers) scripts.push({ pathEnd, answer: scripted });
    },
    secrets: () => [...families.secrets, ...seen],
    stop: () => server.stop(true),
  };
}
