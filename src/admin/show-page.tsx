import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { MenuCount } from "./components/nav.tsx";
import { Note } from "./components/note.tsx";
import { Page } from "./components/page.tsx";
import type { PageName } from "./components/page-names.ts";
import type { MenuCounts, Shell } from "./components/shell.ts";
import type { Csrf } from "./csrf.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { countReady, listProviders } from "./state/list-providers.ts";
import type { TestResults } from "./state/test-results.ts";
import type { LiveParts } from "./stream-parts.ts";
import { themeOf } from "./theme.ts";
import { counted } from "./words/counted.ts";
import { formatClock, formatSpan } from "./words/moments.ts";

/** What a page is, around its content. */
export interface PageFrame {
  readonly title: string;
  /** The menu's entry that it belongs to. */
  readonly current: PageName;
  readonly status?: ContentfulStatusCode;
  /** Loads the page again after so many seconds, for those without a script. */
  readonly refreshSeconds?: number;
  /** Whether its address also tells what changes; the script then follows it. */
  readonly live?: boolean;
}

/** Answers with a page: menu, notes that concern every page, content. */
export type ShowPage = (context: Context, frame: PageFrame, content: Child) => Response | Promise<Response>;

/** What each page is made with. */
export interface PageTools {
  readonly deps: AdminDependencies;
  readonly show: ShowPage;
  readonly tests: TestResults;
}

function countsOf(deps: AdminDependencies): MenuCounts {
  const { models, findings } = deps.config();
  const live = deps.live.list().length;
  const ready = countReady(listProviders(deps));
  return {
    ...(live > 0 && { requests: `${live} live` }),
    ...(ready !== "" && { providers: ready }),
    ...(models.length > 0 && { models: String(models.length) }),
    ...(findings.length > 0 && { settings: counted(findings.length, "warning") }),
  };
}

/** The menu's counts, for a page that follows what goes on. */
export function menuParts(deps: AdminDependencies): LiveParts {
  const { requests, providers } = countsOf(deps);
  return {
    "count-requests": <MenuCount page="requests" count={requests} />,
    "count-providers": <MenuCount page="providers" count={providers} />,
  };
}

function shellOf(context: Context, deps: AdminDependencies, csrf: Csrf, current: PageName): Shell {
  const { host, port } = deps.address;
  return {
    theme: themeOf(context),
    csrf: csrf.issue(),
    current,
    counts: countsOf(deps),
    uptime: formatSpan(deps.now() - deps.startedAt),
    address: `${host.includes(":") ? `[${host}]` : host}:${port}`,
    version: deps.version,
    loggedIn: deps.adminToken !== undefined,
    notices: <ConfigProblemNote deps={deps} />,
  };
}

/** Said on every page until the file loads again. */
function ConfigProblemNote({ deps }: { readonly deps: AdminDependencies }) {
  const first = deps.configProblem()?.find(({ severity }) => severity === "error");
  if (!first) return null;
  return (
    <Note tone="bad" action={{ href: "/settings#file", label: "Show the file" }}>
      <b>The config file was not loaded.</b> ccm runs on the version of{" "}
      {formatClock(deps.configLoadedAt(), deps.now())}. {first.line !== undefined && `Line ${first.line}: `}
      {first.path !== "" && (
        <>
          <code>{first.path}</code>{" "}
        </>
      )}
      {first.message}
    </Note>
  );
}

/** Creates the one way in which pages are shown. */
export function createShowPage(deps: AdminDependencies, csrf: Csrf): ShowPage {
  return (context, { title, current, status = 200, refreshSeconds, live = false }, content) => {
    if (refreshSeconds !== undefined) {
      // With the address: a browser that stands at "#add" would otherwise only jump there again.
      const { pathname, search } = new URL(context.req.url);
      context.header("refresh", `${refreshSeconds}; url=${pathname}${search}`);
    }
    const page = (
      <Page shell={shellOf(context, deps, csrf, current)} title={title} live={live}>
        {content}
      </Page>
    );
    return context.html(`<!doctype html>${page}`, status);
  };
}
