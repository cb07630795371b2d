import { type Context, Hono, type MiddlewareHandler } from "hono";
import { describeLogin } from "../../auth/describe-login.ts";
import { forgetLogin } from "../../auth/forget-login.ts";
import type { StartedLogin } from "../../auth/logins.ts";
import type { Accounts } from "../../auth/open-accounts.ts";
import type { StoredLogin } from "../../auth/stored-login.ts";
import { loginTerms } from "../../auth/terms.ts";
import { type Vendor, vendorOfWord } from "../../auth/vendor.ts";
import { RequestError } from "../../errors.ts";
import { isLoopback } from "../middleware/check-host.ts";
import { answerLoginErrors, oauthRequests, readJsonBody } from "./oauth-requests.ts";

/** What the OAuth endpoints work with. */
export interface OAuthDependencies {
  readonly accounts: Pick<Accounts, "logins" | "store" | "refresher" | "flows">;
  readonly now: () => number;
  /**
   * Lets through who may administrate. Not asked of callbacks: a browser that comes from a vendor's page brings no
   * same-site cookie, and proves itself with the state.
   */
  readonly guard?: MiddlewareHandler;
}

/** The original's figure for `needs_refresh`; ccm itself refreshes later, since early refreshes collide more. */
const needsRefreshMs = 300_000;

/** RFC 3339 with a numeric offset, as the original's chrono writes it. */
function apiTime(time: number): string {
  return new Date(time).toISOString().replace("Z", "+00:00");
}

function vendorOfType(type: string): Vendor {
  const vendor = vendorOfWord(type);
  if (vendor) return vendor;
  throw new RequestError("invalid_request", "oauth_type must be max, console, openai-codex or gemini");
}

/**
 * Where Google may send the browser back to: this very server, under the name the browser knows it by, so that a
 * published container port works too. Google takes any port of 127.0.0.1; the other vendors have theirs registered.
 */
function ownCallback(context: Context, vendor: Vendor): string | undefined {
  const host = context.req.header("host") ?? "";
  const { hostname, port } = new URL(`http://${host}`);
  if (vendor !== "google" || !isLoopback(hostname)) return undefined;
  return `http://127.0.0.1:${port || "80"}/api/oauth/callback`;
}

function instructionsFor({ form, userCode, busyPorts }: StartedLogin, knowsProvider: boolean): string {
  if (form === "device") return `Open the address on any device and type the code ${userCode}.`;
  if (form === "paste")
    return "Open the address, log in, and paste the code it shows or the whole address it ends on.";
  const finish = knowsProvider
    ? "The login finishes by itself."
    : "Then come back and finish the login here.";
  const busy = busyPorts.length > 0 ? ` Port ${busyPorts.join(", ")} is busy.` : "";
  return `Open the address and log in. ${finish} If the last page does not load, paste its address.${busy}`;
}

function exchanged(stored: StoredLogin, message: string) {
  return { success: true, message, provider_id: stored.login, expires_at: apiTime(stored.expiresAt) };
}

/**
 * The original's OAuth endpoints, with its shapes. What it called `verifier` is the name of a login here; the real
 * verifier and the state never leave the daemon, and no answer holds a token.
 */
export function oauthRoutes({ accounts, now, guard }: OAuthDependencies): Hono {
  const { logins, store, refresher } = accounts;
  const app = new Hono();

  for (const path of ["/api/oauth/callback", "/auth/callback"]) {
    app.get(path, (context) => logins.receive(new URL(context.req.url).searchParams));
  }
  if (guard) app.use("/api/oauth/*", guard);

  app.post("/api/oauth/authorize", async (context) => {
    const { oauth_type, provider_id, device } = await readJsonBody(context, oauthRequests.authorize);
    const vendor = vendorOfType(oauth_type);
    const redirectUri = ownCallback(context, vendor);
    // Anthropic's loopback redirect has a path this server does not answer to: its page shows the code, as ever.
    const form = device ? "device" : vendor === "anthropic" ? "paste" : "browser";
    const started = await answerLoginErrors(() =>
      logins.start({
        vendor,
        form,
        ...(provider_id !== undefined && { login: provider_id }),
        ...(oauth_type === "console" && { console: true }),
        ...(redirectUri !== undefined && { redirectUri }),
      }),
    );
    return context.json({
      url: started.url,
      verifier: started.id,
      instructions: instructionsFor(started, provider_id !== undefined),
      terms: loginTerms[vendor].join(" "),
      ...(started.userCode !== undefined && { user_code: started.userCode }),
    });
  });

  app.post("/api/oauth/exchange", async (context) => {
    const body = await readJsonBody(context, oauthRequests.exchange);
    const vendor = body.oauth_type === undefined ? undefined : vendorOfType(body.oauth_type);
    const stored = await answerLoginErrors(() =>
      logins.finish(body.verifier, body.code, body.provider_id, vendor),
    );
    return context.json(exchanged(stored, "Logged in; the tokens are stored"));
  });

  /** Ours: where a login stands, for a page that waits for a browser or a device to finish it. */
  app.post("/api/oauth/login", async (context) => {
    const { verifier } = await readJsonBody(context, oauthRequests.login);
    const state = logins.stateOf(verifier);
    if (!state) throw new RequestError("not_found", "no such login: it is over, or it never was");
    return context.json({
      status: state.status === "exchanging" ? "waiting" : state.status,
      ...(state.status === "failed" && { message: state.error.message }),
      ...(state.status === "done" && { provider_id: state.stored.login }),
    });
  });

  app.get("/api/oauth/tokens", (context) =>
    context.json(
      store.list().map((stored) => ({
        ...describeLogin(stored, now()),
        provider_id: stored.login,
        expires_at: apiTime(stored.expiresAt),
        is_expired: now() >= stored.expiresAt,
        needs_refresh: now() + needsRefreshMs >= stored.expiresAt,
      })),
    ),
  );

  app.post("/api/oauth/tokens/delete", async (context) => {
    const { provider_id } = await readJsonBody(context, oauthRequests.provider);
    await answerLoginErrors(() => forgetLogin(accounts, provider_id));
    return context.json({ success: true, message: `Token for '${provider_id}' deleted` });
  });

  app.post("/api/oauth/tokens/refresh", async (context) => {
    const { provider_id } = await readJsonBody(context, oauthRequests.provider);
    if (!store.get(provider_id)) throw new RequestError("not_found", `"${provider_id}" is not logged in`);
    const stored = await answerLoginErrors(() => refresher.refreshNow(provider_id));
    return context.json(exchanged(stored, "Token refreshed successfully"));
  });

  return app;
}
