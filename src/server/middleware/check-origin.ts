import { RequestError } from "../../errors.ts";

/** Whether a browser's request comes from ccm's own pages or an allowed origin. Clients without browser headers pass. */
export function isAllowedOrigin(headers: Headers, allowed: readonly string[]): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (origin !== null) {
    const own = headers.get("host");
    const same = own !== null && (origin === `http://${own}` || origin === `https://${own}`);
    if (!same && !allowed.includes(origin)) return false;
    if (allowed.includes(origin)) return true;
  }
  return site === null || site === "same-origin" || site === "none";
}

/**
 * Where vendors' login pages send the browser back to. That is a navigation from another site by its nature; what it
 * brings is believed only with the state of a login that waits.
 */
const loginCallbacks: ReadonlySet<string> = new Set(["/api/oauth/callback", "/auth/callback"]);

function returnsFromLogin(request: Request): boolean {
  const mode = request.headers.get("sec-fetch-mode");
  const navigates = mode === null || mode === "navigate";
  return request.method === "GET" && navigates && loginCallbacks.has(new URL(request.url).pathname);
}

/**
 * There is no CORS: pages of other sites have no business here.
 * @throws RequestError for a request that another site's page makes through the user's browser.
 */
export function checkOrigin(request: Request, allowed: readonly string[]): void {
  if (isAllowedOrigin(request.headers, allowed) || returnsFromLogin(request)) return;
  throw new RequestError(
    "permission",
    "Requests from other sites' pages are refused. Add the origin to server.allowed_origins if it is yours.",
    403,
  );
}
