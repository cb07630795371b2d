import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { RequestError } from "../errors.ts";
import { mountApi } from "./api.ts";
import { serveAssets } from "./assets/serve-assets.ts";
import { Empty, PlainCard } from "./components/card.tsx";
import { PageHead } from "./components/page.tsx";
import { createCsrf } from "./csrf.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { mountLogin } from "./pages/login.tsx";
import { mountOverview } from "./pages/overview.tsx";
import { secureHeaders } from "./secure-headers.ts";
import { createSession } from "./session.ts";
import { createShowPage, type PageTools } from "./show-page.tsx";
import { statusOf } from "./status-of-error.ts";

/** Every page, in the order of the menu. */
const pages: readonly ((app: Hono, tools: PageTools) => void)[] = [mountOverview];

/** Where pages live. Paths are listed, so that no check of theirs reaches into the rest of the server. */
const pagePaths = [
  "/",
  "/requests/*",
  "/test/*",
  "/providers/*",
  "/accounts/*",
  "/models/*",
  "/router/*",
  "/settings/*",
] as const;

/** Vendors' login pages send the browser back here from another site; what it brings is believed by its state alone. */
const openApiPaths: ReadonlySet<string> = new Set(["/api/oauth/callback"]);

const largestForm = 1024 * 1024;

/** Builds the admin side: pages on `/`, and a guard and JSON under `/api`. Host and Origin are checked before it. */
export function createAdmin(deps: AdminDependencies): Hono {
  const app = new Hono();
  const session = createSession(deps.adminToken);
  const csrf = createCsrf();
  const show = createShowPage(deps, csrf);

  app.onError((error, context) => {
    const isPage = !context.req.path.startsWith("/api/");
    if (!isPage || !(error instanceof RequestError)) throw error;
    return show(
      context,
      { title: "Refused", current: "overview", status: statusOf(error) },
      <>
        <PageHead title="That did not work" />
        <PlainCard>
          <Empty text={error.message}>
            <a class="btn" href={context.req.path}>
              Open the page again
            </a>
          </Empty>
        </PlainCard>
      </>,
    );
  });

  app.route("/", serveAssets());
  for (const path of ["/login", "/logout"]) app.use(path, secureHeaders, bodyLimit({ maxSize: largestForm }));
  mountLogin(app, { deps, csrf, session });
  for (const path of pagePaths) {
    app.use(path, secureHeaders, session.guard, bodyLimit({ maxSize: largestForm }), csrf.check);
  }
  for (const mount of pages) mount(app, { deps, show });

  app.use("/api/*", secureHeaders, (context, next) =>
    openApiPaths.has(context.req.path) ? next() : session.guard(context, next),
  );
  mountApi(app, deps);
  return app;
}
