import type { Context, Hono } from "hono";
import { rangeOf } from "../../usage/queries/range.ts";
import { Empty, PlainCard } from "../components/card.tsx";
import { Form } from "../components/form.tsx";
import { PageHead } from "../components/page.tsx";
import { changeValue } from "../edit/change-value.ts";
import { createEditor } from "../edit/create-editor.tsx";
import { type Refusal, RefusalNote } from "../edit/refusal.tsx";
import { CannotEditNote, SavedNote } from "../edit/saved-note.tsx";
import type { PageTools } from "../show-page.tsx";
import { askLedger } from "../state/ask-ledger.ts";
import { findRequest } from "../state/find-request.ts";
import { countReady, listProviders } from "../state/list-providers.ts";
import { testProvider } from "../state/test-provider.ts";
import { AddProvider, addProvider, afterAdding } from "./providers/add-provider.tsx";
import { addressOf } from "./providers/address-of.ts";
import { ProviderList } from "./providers/list.tsx";

const frame = { title: "Providers", current: "providers" } as const;

function leadOf(ready: string): string {
  return `${ready} ready. Changes apply at once and keep your comments in config.toml.`;
}

/** Mounts the list of providers: add one, turn one on or off, test one or all. */
export function mountProviders(app: Hono, tools: PageTools): void {
  const { deps, show, tests } = tools;
  const editor = createEditor(tools);

  function readCalls(): (provider: string) => number | undefined {
    const asked = askLedger(deps, (reader) => reader.targets(rangeOf("today", new Date(deps.now()))));
    if ("problem" in asked) return () => undefined;
    return (name) =>
      asked.answer
        .filter(({ provider }) => provider === name)
        .reduce((sum, { attempts }) => sum + attempts, 0);
  }

  async function page(context: Context, refusal?: Refusal) {
    const providers = listProviders(deps);
    const mappings = deps.config().models.flatMap((model) => model.mappings);
    const revision = (await editor.open())?.revision;
    return show(
      context,
      { ...frame, ...(refusal && { status: 400 }) },
      <>
        <PageHead title="Providers" lead={providers.length === 0 ? undefined : leadOf(countReady(providers))}>
          {providers.length > 0 && (
            <Form action="/test/providers" waiting="Testing">
              <button class="btn" type="submit">
                Test all
              </button>
            </Form>
          )}
          {providers.length > 0 && (
            <a class="btn primary" href="#add">
              Add provider
            </a>
          )}
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
              callsTo={readCalls()}
              testOf={tests.latest}
              requestOf={(id) => findRequest(deps, id)}
              now={deps.now()}
              revision={revision}
            />
          )}
        </PlainCard>
        {providers.length > 0 && (
          <p class="help">
            A test sends one short question to the first mapped model and costs a few tokens. Requests skip a
            provider that is not ready and say so in their attempts.
          </p>
        )}
        {revision === undefined ? <CannotEditNote /> : <AddProvider revision={revision} refusal={refusal} />}
      </>,
    );
  }

  app.get("/providers", (context) => page(context));

  app.post("/providers", (context) =>
    editor.submit(context, {
      frame,
      page: "/providers",
      next: afterAdding(deps.config().models.length),
      edits: addProvider,
      again: page,
    }),
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
      again: page,
    }),
  );

  app.post("/providers/:name/test", async (context) => {
    const name = context.req.param("name");
    tests.note(await testProvider(deps, name, context.req.raw.signal));
    // Back to where it was asked for: a provider's own page shows it too.
    const isOwnPage = (await context.req.parseBody()).back === "provider";
    return context.redirect(isOwnPage ? addressOf(name) : "/providers", 303);
  });

  // Not below /providers, where it would be in the way of a provider of that name.
  app.post("/test/providers", async (context) => {
    const enabled = deps.config().providers.filter((provider) => provider.enabled);
    const found = await Promise.all(
      enabled.map(({ name }) => testProvider(deps, name, context.req.raw.signal)),
    );
    for (const test of found) tests.note(test);
    return context.redirect("/providers", 303);
  });
}
