import * as v from "valibot";
import { Secret } from "../../secret.ts";
import type { CodeRequest, DevicePrompt } from "../flow.ts";
import { GrantError } from "../grant-error.ts";
import { LoginError } from "../login-error.ts";
import { grantErrorOf } from "../request-grant.ts";
import type { VendorHttp } from "../vendor-http.ts";

/** Addresses of the device login, all below the issuer. */
export interface DeviceEndpoints {
  readonly clientId: string;
  /** Without the trailing `/usercode` and `/token`. */
  readonly accountsUrl: string;
  /** Where the person types the code. */
  readonly verificationUrl: string;
  readonly redirectUri: string;
}

// openai/codex `device_code_auth.rs`, 2026: the interval is text, the code has had two names.
const startSchema = v.looseObject({
  device_auth_id: v.string(),
  user_code: v.optional(v.string()),
  usercode: v.optional(v.string()),
  interval: v.optional(v.union([v.number(), v.pipe(v.string(), v.decimal(), v.transform(Number))]), 5),
});

/** The server makes the PKCE pair itself. */
const grantedSchema = v.looseObject({ authorization_code: v.string(), code_verifier: v.string() });

const lifetimeMs = 15 * 60_000;
/** Whatever the server says, ccm asks no more than five times a second. */
const shortestIntervalMs = 200;

/**
 * Asks for a user code.
 * @throws LoginError `unsupported` when the account's settings do not allow this login; GrantError otherwise.
 */
export async function startOpenAiDevice(http: VendorHttp, endpoints: DeviceEndpoints): Promise<DevicePrompt> {
  const startUrl = `${endpoints.accountsUrl}/usercode`;
  const answer = await http({ method: "POST", url: startUrl, json: { client_id: endpoints.clientId } });
  if (answer.status === 404) {
    throw new LoginError(
      "unsupported",
      "OpenAI does not offer the device login here: log in with the browser, or turn on device codes in ChatGPT's security settings",
    );
  }
  const started = v.safeParse(startSchema, answer.body);
  if (answer.status !== 200 || !started.success) throw grantErrorOf(answer, startUrl, []);
  const { device_auth_id, user_code, usercode, interval } = started.output;
  const userCode = user_code ?? usercode;
  if (userCode === undefined) throw new GrantError("transient", "OpenAI answered without a code to type");

  async function poll(): Promise<CodeRequest | undefined> {
    const url = `${endpoints.accountsUrl}/token`;
    const polled = await http({ method: "POST", url, json: { device_auth_id, user_code: userCode ?? "" } });
    if (polled.status === 403 || polled.status === 404) return undefined;
    const granted = v.safeParse(grantedSchema, polled.body);
    if (polled.status !== 200 || !granted.success) throw grantErrorOf(polled, url, [device_auth_id]);
    return {
      code: granted.output.authorization_code,
      verifier: new Secret(granted.output.code_verifier),
      redirectUri: endpoints.redirectUri,
      state: "",
    };
  }

  return {
    url: endpoints.verificationUrl,
    userCode,
    lifetimeMs,
    intervalMs: Math.max(interval * 1000, shortestIntervalMs),
    poll,
  };
}
