import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { RequestError } from "../errors.ts";
import { mountApi } from "./api.ts";
import { serveAssets } from "./assets/serve-assets.ts";
import { Empty, PlainCard } from "./components/card.tsx";
import { PageHead } from "./components/page.tsx";
import { createCsrf } from "./csrf.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { mountAccounts } from "./pages/accounts.tsx";
import { mountLogin } from "./pages/login.tsx";
import { mountModels } from "./pages/models.tsx";
import { mountOverview } from "./pages/overview.tsx";
import { mountProvider } from "./pages/provider.tsx";
import { mountProviders } from "./pages/providers.tsx";
import { mountRequest } from "./pages/request.tsx";
import { mountRequests } from "./pages/requests.tsx";
import { mountRouter } from "./pages/router.tsx";
import { mountSettings } from "./pages/settings.tsx";
import { mountTest } from "./pages/test.tsx";
import { secureHeaders } from "./secure-headers.ts";
import { createSession } from "./session.ts";
import { createShowPage, type PageTools } from "./show-page.tsx";
import { statusOf } from "./status-of-error.ts";

/** Every page, in the order of the menu. */
const pages: readonly ((app: Hono, tools: PageTools) => void)[] = [
  mountOverview,
  mountRequests,
  mountRequest,
  mountTest,
  mountProviders,
  mountProvider,
  mountAccounts,
  mountModels,
  mountRouter,
  mountSettings,
];

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
  const session = createSession(deps.adminToken, deps.now);
  const csrf = createCsrf();
  const show = createShowPage(deps, csrf);

  app.onError((error, context) => {
    const wantsPage = context.req.header("accept")?.includes("text/html");
    if (!wantsPage || !(error instanceof RequestError)) throw error;
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
  app.post("/api/admin/ticket", (context) => context.json({ ticket: session.issueTicket() }));
  mountApi(app, deps);
  return app;
}
