import { Hono, type MiddlewareHandler } from "hono";
import type { AdminDependencies } from "./dependencies.ts";
import { secureHeaders } from "./secure-headers.ts";
import { createSession } from "./session.ts";

/** Where pages live. Paths are listed, so that no check of theirs reaches into the rest of the server. */
const pagePaths = [
  "/",
  "/logout",
  "/requests/*",
  "/test/*",
  "/providers/*",
  "/accounts/*",
  "/models/*",
  "/router/*",
  "/settings/*",
] as const;

/** JSON of the admin side itself; logins have theirs elsewhere, behind the same guard. */
const apiPaths = [
  "/api/status",
  "/api/cooldowns",
  "/api/cooldowns/clear",
  "/api/config",
  "/api/config/json",
  "/api/providers",
  "/api/providers/test",
  "/api/models-config",
  "/api/restart",
] as const;

/**
 * The config with its secrets masked. Who is inside the container may read it without the token, as with the original:
 * a script there has no other way to see what ccm made of the file that was mounted.
 */
const maskedConfigPath = "/api/config/json";

/** What a browser needs before it is logged in. */
const openPaths = ["/login", "/assets/*"] as const;

/** Vendors' login pages send the browser back here from another site; what it brings is believed by its state alone. */
const callbackPath = "/api/oauth/callback";

/**
 * Builds the admin side: pages on `/`, JSON under `/api`, and the guard of both. Host and Origin are checked before it;
 * whatever else is to be guarded under `/api` is mounted after it. Pages are loaded when the first is asked for: they
 * take a third of the time in which ccm starts.
 */
export function createAdmin(deps: AdminDependencies): Hono {
  const app = new Hono();
  const session = createSession(deps.adminToken, deps.now);
  let pages: Promise<Hono> | undefined;
  const load = (): Promise<Hono> => {
    pages ??= import("./create-pages.tsx").then(({ createPages }) => createPages(deps, session));
    return pages;
  };

  const guard: MiddlewareHandler = (context, next) => {
    const { method, path, raw } = context.req;
    const isOpen = method === "GET" && path === maskedConfigPath && deps.isFromWithin(raw);
    return isOpen ? next() : session.guard(context, next);
  };

  for (const check of [secureHeaders, guard]) {
    app.use("/api/*", (context, next) => (context.req.path === callbackPath ? next() : check(context, next)));
  }
  app.post("/api/admin/ticket", (context) => context.json({ ticket: session.issueTicket() }));
  // Claude Code warms its connection up with HEAD; nothing need be read for that.
  app.get("/", (context, next) => (context.req.raw.method === "HEAD" ? context.body(null, 200) : next()));
  for (const path of openPaths) app.use(path, secureHeaders);
  for (const path of pagePaths) app.use(path, secureHeaders, session.guard);
  for (const path of [...openPaths, ...pagePaths, ...apiPaths]) {
    app.all(path, async (context) => (await load()).fetch(context.req.raw));
  }
  return app;
}
