import type { MiddlewareHandler } from "hono";

/** Everything a page loads comes from ccm itself; no inline script or style runs, no other page may frame or read it. */
const pageHeaders = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; " +
    "base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  // Nothing goes to other hosts. "no-referrer" would make browsers send "Origin: null" with ccm's own forms.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
} as const;

/** Sets them on every answer of the admin side, refusals included; an answer that may be kept keeps its own say on that. */
export const secureHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  for (const [name, value] of Object.entries(pageHeaders)) {
    if (name !== "cache-control" || !headers.get(name)?.includes("immutable")) headers.set(name, value);
  }
};
