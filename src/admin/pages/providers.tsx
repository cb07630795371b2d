import type { Context, Hono } from "hono";
import { Empty, PlainCard } from "../components/card.tsx";
import { PageHead } from "../components/page.tsx";
import { changeValue } from "../edit/change-value.ts";
import { createEditor } from "../edit/create-editor.tsx";
import { type Refusal, RefusalNote } from "../edit/refusal.tsx";
import { CannotEditNote, SavedNote } from "../edit/saved-note.tsx";
import type { PageTools } from "../show-page.tsx";
import { countReady, listProviders } from "../state/list-providers.ts";
import { type ProviderTest, testProvider } from "../state/test-provider.ts";
import { AddProvider, addProvider } from "./providers/add-provider.tsx";
import { ProviderList } from "./providers/list.tsx";

const frame = { title: "Providers", current: "providers" } as const;

/** Mounts the list of providers: add one, turn one on or off, test one. */
export function mountProviders(app: Hono, tools: PageTools): void {
  const { deps, show } = tools;
  const editor = createEditor(tools);

  async function page(context: Context, shown: { refusal?: Refusal; test?: ProviderTest } = {}) {
    const { refusal, test } = shown;
    const providers = listProviders(deps);
    const mappings = deps.config().models.flatMap((model) => model.mappings);
    const revision = (await editor.open())?.revision;
    return show(
      context,
      { ...frame, ...(refusal && { status: 400 }) },
      <>
        <PageHead
          title="Providers"
          lead={providers.length === 0 ? undefined : `${countReady(providers)} ready.`}
        >
          <a class="btn primary" href="#add">
            Add provider
          </a>
        </PageHead>
        <SavedNote context={context} />
        <RefusalNote refusal={refusal} />
        <PlainCard label="Providers">
          {providers.length === 0 ? (
            <Empty title="No providers" text="Add one key or login and ccm can answer." />
          ) : (
            <ProviderList
              providers={providers}
              mappingsTo={(name) => mappings.filter(({ provider }) => provider === name).length}
              now={deps.now()}
              revision={revision}
              test={test}
            />
          )}
        </PlainCard>
        <p class="help">A test sends one short question to the first mapped model and costs a few tokens.</p>
        {revision === undefined ? <CannotEditNote /> : <AddProvider revision={revision} refusal={refusal} />}
      </>,
    );
  }
  const again = (context: Context, refusal: Refusal) => page(context, { refusal });

  app.get("/providers", (context) => page(context));

  app.post("/providers", (context) =>
    editor.submit(context, { frame, page: "/providers", edits: addProvider, again }),
  );

  app.post("/providers/:name/enable", (context) =>
    editor.submit(context, {
      frame,
      page: "/providers",
      edits: ({ file }, { enabled }) => {
        const name = context.req.param("name");
        const written = file.providers.find((provider) => provider.name === name)?.enabled ?? true;
        return changeValue(["providers", { name }, "enabled"], written, enabled === "on");
      },
      again,
    }),
  );

  app.post("/providers/:name/test", async (context) =>
    page(context, { test: await testProvider(deps, context.req.param("name"), context.req.raw.signal) }),
  );
}
