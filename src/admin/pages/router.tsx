import type { Context, Hono } from "hono";
import { PageHead } from "../components/page.tsx";
import { createEditor } from "../edit/create-editor.tsx";
import { type Refusal, RefusalNote } from "../edit/refusal.tsx";
import { CannotEditNote, SavedNote } from "../edit/saved-note.tsx";
import type { PageTools } from "../show-page.tsx";
import { changeRoutes } from "./router/change-routes.ts";
import { EditRoutes } from "./router/edit-routes.tsx";
import { TryName } from "./router/try-name.tsx";

const frame = { title: "Router", current: "router" } as const;

/** Mounts the router's questions: choose their answers, try a name against its expressions. */
export function mountRouter(app: Hono, tools: PageTools): void {
  const { deps, show } = tools;
  const editor = createEditor(tools);

  async function page(context: Context, refusal?: Refusal) {
    const open = await editor.open();
    const { router, models } = deps.config();
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
          {open ? <EditRoutes open={open} refusal={refusal} /> : <CannotEditNote />}
          <div class="pile">
            <TryName
              router={router}
              models={models.map(({ name }) => name)}
              name={context.req.query("name")?.trim() ?? ""}
            />
          </div>
        </div>
      </>,
    );
  }

  app.get("/router", (context) => page(context));
  app.post("/router", (context) =>
    editor.submit(context, { frame, page: "/router", edits: changeRoutes, again: page }),
  );
}
