import type { Context, Hono } from "hono";
import { removeProvider } from "../../config/linked-edits.ts";
import { Card, Empty, PlainCard } from "../components/card.tsx";
import { Form } from "../components/form.tsx";
import { PageHead } from "../components/page.tsx";
import { Facts } from "../components/stats.tsx";
import { Status } from "../components/status.tsx";
import { createEditor } from "../edit/create-editor.tsx";
import { textOf } from "../edit/form-values.ts";
import { type Refusal, RefusalNote } from "../edit/refusal.tsx";
import { CannotEditNote, SavedNote } from "../edit/saved-note.tsx";
import type { PageTools } from "../show-page.tsx";
import { listProviders } from "../state/list-providers.ts";
import { changeProvider } from "./provider/change-provider.ts";
import { EditProvider } from "./provider/edit-provider.tsx";
import { RemoveProvider } from "./provider/remove-provider.tsx";
import { addressOf } from "./providers/list.tsx";

/** Mounts the page of one provider: edit it, delete it. */
export function mountProvider(app: Hono, tools: PageTools): void {
  const { deps, show } = tools;
  const editor = createEditor(tools);
  const frameOf = (name: string) => ({ title: name, current: "providers" }) as const;

  async function page(context: Context, name: string, refusal?: Refusal) {
    const lead = <a href="/providers">Providers</a>;
    const standing = listProviders(deps).find(({ provider }) => provider.name === name);
    const open = await editor.open();
    const written = open?.file.providers.find((provider) => provider.name === name);
    if (!standing) {
      return show(
        context,
        { ...frameOf(name), status: 404 },
        <>
          <PageHead title={name} lead={lead} />
          <PlainCard>
            <Empty title="No such provider" text="It may have been renamed or removed." />
          </PlainCard>
        </>,
      );
    }
    const { provider, state } = standing;
    const mappings = deps
      .config()
      .models.flatMap((model) => model.mappings)
      .filter((mapping) => mapping.provider === name).length;
    return show(
      context,
      { ...frameOf(name), ...(refusal && { status: 400 }) },
      <>
        <PageHead title={name} lead={lead}>
          <Status tone={state.tone}>{state.word}</Status>
          <Form action={`${addressOf(name)}/test`}>
            <button class="btn" type="submit">
              Test
            </button>
          </Form>
        </PageHead>
        <SavedNote context={context} />
        <RefusalNote refusal={refusal} />
        <div class="wide">
          {open && written ? (
            <EditProvider
              provider={provider}
              written={written}
              mappings={mappings}
              revision={open.revision}
              refusal={refusal}
            />
          ) : (
            <CannotEditNote />
          )}
          <div class="pile">
            <Card id="state" title="State">
              <div class="body">
                <Facts
                  facts={[
                    ["State", state.detail],
                    ["Mappings", mappings],
                    ["Unset", provider.unsetVariables.map((variable) => `$${variable}`).join(", ")],
                  ]}
                />
              </div>
            </Card>
            {open && (
              <RemoveProvider name={name} config={open.config} mappings={mappings} revision={open.revision} />
            )}
          </div>
        </div>
      </>,
    );
  }

  app.get("/providers/:name", (context) => page(context, context.req.param("name")));

  app.post("/providers/:name", (context) => {
    const name = context.req.param("name");
    return editor.submit(context, {
      frame: frameOf(name),
      page: addressOf(name),
      next: (values) => addressOf(textOf(values, "name") ?? name),
      edits: (open, values) => changeProvider(open, name, values),
      again: (_, refusal) => page(context, name, refusal),
    });
  });

  app.post("/providers/:name/delete", (context) => {
    const name = context.req.param("name");
    return editor.submit(context, {
      frame: frameOf(name),
      page: addressOf(name),
      next: () => "/providers",
      edits: ({ config }) => removeProvider(config, name),
      again: (_, refusal) => page(context, name, refusal),
    });
  });
}
