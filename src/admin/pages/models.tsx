import type { Context, Hono } from "hono";
import type { ModelConfig } from "../../config/config.ts";
import { Empty, PlainCard } from "../components/card.tsx";
import { PageHead } from "../components/page.tsx";
import { createEditor } from "../edit/create-editor.tsx";
import type { FormValues } from "../edit/form-values.ts";
import { type Refusal, RefusalNote } from "../edit/refusal.tsx";
import { CannotEditNote, SavedNote } from "../edit/saved-note.tsx";
import type { PageTools } from "../show-page.tsx";
import { mappingSurroundings } from "../state/mapping-state.ts";
import { routesOf } from "../state/routes-of.ts";
import { counted } from "../words/counted.ts";
import { modelChanges } from "./models/change-models.ts";
import { filterModels, ModelFilter, readModelQuery } from "./models/filter.tsx";
import { Model } from "./models/model.tsx";
import { AddModel, knownModelsId } from "./models/model-forms.tsx";

const frame = { title: "Models", current: "models" } as const;

function leadOf(count: number): string {
  return `${counted(count, "name")} that clients and routes use. Each tries its providers from the top.`;
}

/** After a change the model that it was made to stands open. */
function pageOf(name: string | undefined): string {
  return name === undefined ? "/models" : `/models?model=${encodeURIComponent(name)}#open`;
}

/** Place of the mapping that is being edited: as the address says, or as a refused form names it. */
function editedPlace(model: ModelConfig, context: Context, values: FormValues | undefined) {
  if (values?.mapping_provider === undefined) {
    const asked = context.req.query("edit");
    return asked === undefined ? undefined : Number(asked);
  }
  return model.mappings.findIndex(
    ({ provider, actualModel, priority }) =>
      provider === values.mapping_provider &&
      actualModel === values.mapping_model &&
      String(priority) === values.mapping_priority,
  );
}

/** Names that providers are known to have for their models, to choose from while typing. */
function KnownModels({ names }: { readonly names: readonly string[] }) {
  return (
    <datalist id={knownModelsId}>
      {[...new Set(names)].map((name) => (
        <option value={name} />
      ))}
    </datalist>
  );
}

/** Mounts the models with their mappings: find, add, rename and delete them, map them, order and edit the mappings. */
export function mountModels(app: Hono, tools: PageTools): void {
  const { deps, show } = tools;
  const editor = createEditor(tools);

  async function page(context: Context, refusal?: Refusal) {
    const open = await editor.open();
    const revision = open?.revision;
    // What a form shows is what its revision stands for, even if the file was saved a moment ago.
    const { models, router, providers: configured } = open?.config ?? deps.config();
    const around = mappingSurroundings(deps);
    const providers = around.providers.map(({ provider }) => provider.name);
    const opened = refusal?.values.model ?? context.req.query("model");
    const query = readModelQuery(context.req.query());
    const listed = models.map((model, index) => ({
      model,
      id: `m${index}`,
      routes: routesOf(router, model.name),
    }));
    const shown = filterModels(listed, query, around);
    const known = [
      ...models.flatMap(({ mappings }) => mappings.map(({ actualModel }) => actualModel)),
      ...configured.flatMap((provider) => provider.models),
    ];
    return show(
      context,
      { ...frame, ...(refusal && { status: 400 }) },
      <>
        <PageHead title="Models" lead={models.length === 0 ? undefined : leadOf(models.length)}>
          {models.length > 0 && (
            <a class="btn primary" href="#new">
              Add model
            </a>
          )}
        </PageHead>
        <SavedNote context={context} />
        <RefusalNote refusal={refusal} />
        <PlainCard label="Models">
          {models.length > 0 && <ModelFilter query={query} models={listed} around={around} />}
          {models.length === 0 && (
            <Empty title="No models" text="A model is a name and the providers that serve it." />
          )}
          {models.length > 0 && shown.length === 0 && (
            <Empty title="No model matches" text="Of the names, the providers and their models none fits.">
              <a class="btn" href="/models">
                Clear filter
              </a>
            </Empty>
          )}
          {shown.map(({ model, id, routes }) => {
            const isOpen = model.name === opened;
            return (
              <Model
                model={model}
                id={id}
                isOpen={isOpen}
                routes={routes}
                around={around}
                revision={revision}
                refusal={isOpen ? refusal : undefined}
                editing={isOpen ? editedPlace(model, context, refusal?.values) : undefined}
              />
            );
          })}
        </PlainCard>
        {revision === undefined && <CannotEditNote />}
        {revision !== undefined && providers.length === 0 && (
          <PlainCard>
            <Empty title="First a provider" text="A model is served by one, and there is none yet.">
              <a class="btn primary" href="/providers#add">
                Add provider
              </a>
            </Empty>
          </PlainCard>
        )}
        {revision !== undefined && providers.length > 0 && (
          <AddModel
            providers={providers}
            revision={revision}
            refusal={opened === undefined ? refusal : undefined}
            lacksDefault={!models.some(({ name }) => name === router.default)}
          />
        )}
        <KnownModels names={known} />
      </>,
    );
  }

  app.get("/models", (context) => page(context));

  for (const [action, edits] of Object.entries(modelChanges)) {
    app.post(`/models/${action}`, (context) => {
      // A new or another name is the one to show; a deleted one is not there to open.
      const next = ({ name, model }: FormValues) =>
        action === "remove" ? "/models" : pageOf(name?.trim() || model);
      return editor.submit(context, { frame, page: "/models", next, edits, again: page });
    });
  }
}
