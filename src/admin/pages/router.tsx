import type { Context, Hono } from "hono";
import { UserError } from "../../errors.ts";
import { formatCount, formatShare } from "../../usage/format-figures.ts";
import { rangeOf } from "../../usage/queries/range.ts";
import { PageHead } from "../components/page.tsx";
import { createEditor } from "../edit/create-editor.tsx";
import { type Refusal, RefusalNote } from "../edit/refusal.tsx";
import { CannotEditNote, SavedNote } from "../edit/saved-note.tsx";
import type { PageTools } from "../show-page.tsx";
import { askLedger } from "../state/ask-ledger.ts";
import { explainSketch, type RequestSketch, readSketch } from "../state/explain-request.ts";
import { mappingSurroundings } from "../state/mapping-state.ts";
import { changeLongContext, changeRoutes } from "./router/change-routes.ts";
import { EditRoutes, type RouteCounts } from "./router/edit-routes.tsx";
import { ExplainCard, Explanation } from "./router/explain.tsx";
import { LongContextCard } from "./router/long-context.tsx";

const frame = { title: "Router", current: "router" } as const;
const mostRoutes = 8;

/** Mounts the router's questions: choose their answers, explain a request. */
export function mountRouter(app: Hono, tools: PageTools): void {
  const { deps, show } = tools;
  const editor = createEditor(tools);

  function readCounts(): RouteCounts {
    const today = rangeOf("today", new Date(deps.now()));
    const asked = askLedger(deps, (reader) => reader.breakDown(today, "route", mostRoutes));
    const shares = "answer" in asked ? asked.answer : [];
    const all = shares.reduce((sum, { requests }) => sum + requests, 0);
    return {
      of(route) {
        const requests = shares.find(({ name }) => name === route)?.requests ?? 0;
        return requests === 0 ? "" : `${formatCount(requests)} today, ${formatShare(requests, all)}`;
      },
    };
  }

  function explain(sketch: RequestSketch) {
    if (sketch.name === "") return undefined;
    try {
      const explained = explainSketch(deps, sketch);
      return <Explanation explained={explained} router={deps.config().router} now={deps.now()} />;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return (
        <p class="err" id="explained">
          {error.message}
        </p>
      );
    }
  }

  async function page(context: Context, refusal?: Refusal) {
    const open = await editor.open();
    const sketch = readSketch(context.req.query());
    const around = mappingSurroundings(deps);
    const isLong = refusal?.values.long_context !== undefined;
    return show(
      context,
      { ...frame, ...(refusal && { status: 400 }) },
      <>
        <PageHead
          title="Router"
          lead="ccm asks these questions from the top. The first yes chooses the model."
        />
        <SavedNote context={context} />
        <RefusalNote refusal={refusal} />
        <div class="wide">
          {open ? (
            <EditRoutes
              open={open}
              refusal={isLong ? undefined : refusal}
              around={around}
              counts={readCounts()}
            />
          ) : (
            <CannotEditNote />
          )}
          <div class="pile">
            <ExplainCard sketch={sketch} explanation={explain(sketch)} />
            {open && <LongContextCard open={open} refusal={isLong ? refusal : undefined} />}
          </div>
        </div>
      </>,
    );
  }

  app.get("/router", (context) => page(context));
  /** What the script puts in the place of the last explanation. */
  app.get("/router/explain", (context) =>
    context.html(String(explain(readSketch(context.req.query())) ?? "")),
  );
  app.post("/router", (context) =>
    editor.submit(context, { frame, page: "/router", edits: changeRoutes, again: page }),
  );
  app.post("/router/long-context", (context) =>
    editor.submit(context, {
      frame,
      page: "/router",
      next: () => "/router#long",
      edits: changeLongContext,
      again: page,
    }),
  );
}
