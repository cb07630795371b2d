import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { RequestError } from "../errors.ts";
import { mountApi } from "./api.ts";
import { mountWriteApi } from "./api-write.ts";
import { serveAssets } from "./assets/serve-assets.ts";
import { Empty, PlainCard } from "./components/card.tsx";
import { PageHead } from "./components/page.tsx";
import { mountCooldownApi } from "./cooldown-api.ts";
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
import { mountProbeApi } from "./probe-api.ts";
import type { Session } from "./session.ts";
import { createShowPage, type PageTools } from "./show-page.tsx";
import { createTestResults } from "./state/test-results.ts";
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

const largestForm = 1024 * 1024;

/** What is shown to whoever is not logged in, and so must not wear the menu. */
const outside: ReadonlySet<string> = new Set(["/login", "/logout"]);

/** The menu's page above a path: what a form is sent to is no page itself. */
function pageOf(path: string): string {
  return `/${path.split("/")[1] ?? ""}`;
}

/** Builds pages and JSON. Who may see them is checked before. */
export function createPages(deps: AdminDependencies, session: Session): Hono {
  const app = new Hono();
  const csrf = createCsrf();
  const show = createShowPage(deps, csrf);

  app.onError((error, context) => {
    const wantsPage = context.req.header("accept")?.includes("text/html") && !outside.has(context.req.path);
    if (!wantsPage || !(error instanceof RequestError)) throw error;
    return show(
      context,
      { title: "Refused", current: "overview", status: statusOf(error) },
      <>
        <PageHead title="That did not work" />
        <PlainCard>
          <Empty text={error.message}>
            <a class="btn" href={pageOf(context.req.path)}>
              Open the page again
            </a>
          </Empty>
        </PlainCard>
      </>,
    );
  });
  app.notFound((context) => {
    throw new RequestError("not_found", `ccm has no ${context.req.method} ${context.req.path}.`);
  });

  app.route("/", serveAssets());
  app.use(bodyLimit({ maxSize: largestForm }));
  mountApi(app, deps);
  mountWriteApi(app, deps);
  mountCooldownApi(app, deps);
  mountProbeApi(app, deps);
  app.use(csrf.check);
  mountLogin(app, { deps, csrf, session });
  const tests = createTestResults(deps.now);
  for (const mount of pages) mount(app, { deps, show, tests });
  return app;
}
