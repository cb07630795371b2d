import type { Context, Hono } from "hono";
import type { ModelConfig } from "../../config/config.ts";
import { Empty, PlainCard } from "../components/card.tsx";
import { PageHead } from "../components/page.tsx";
import { Status, Tag } from "../components/status.tsx";
import { createEditor } from "../edit/create-editor.tsx";
import type { FormValues } from "../edit/form-values.ts";
import { type Refusal, RefusalNote } from "../edit/refusal.tsx";
import { CannotEditNote, SavedNote } from "../edit/saved-note.tsx";
import type { PageTools } from "../show-page.tsx";
import { listProviders, type StandingProvider } from "../state/list-providers.ts";
import { routesOf } from "../state/routes-of.ts";
import { modelChanges } from "./models/change-models.ts";
import { MappingTable } from "./models/mapping-table.tsx";
import { AddModel, EditMapping, ModelForms } from "./models/model-forms.tsx";

const frame = { title: "Models", current: "models" } as const;

interface ModelProps {
  readonly model: ModelConfig;
  readonly id: string;
  readonly isOpen: boolean;
  readonly routes: readonly string[];
  readonly providers: readonly StandingProvider[];
  readonly revision: string | undefined;
  readonly refusal: Refusal | undefined;
}

function Model({ model, id, isOpen, routes, providers, revision, refusal }: ModelProps) {
  const stateOf = (name: string) => providers.find(({ provider }) => provider.name === name)?.state;
  const ready = model.mappings.filter(({ provider }) => stateOf(provider)?.ready).length;
  const tone = ready > 0 ? "ok" : "bad";
  const word = ready === model.mappings.length ? "Ready" : `${ready} of ${model.mappings.length} ready`;
  return (
    <details class="item" open={isOpen}>
      <summary>
        <b>{model.name}</b>
        <ol class="chain">
          {model.mappings.map(({ provider }) => (
            <li>{provider}</li>
          ))}
        </ol>
        <span>
          {routes.map((route) => (
            <Tag on>{route}</Tag>
          ))}
          <Status tone={tone}>{ready === 0 ? "None ready" : word}</Status>
        </span>
      </summary>
      <div>
        <MappingTable model={model} id={id} stateOf={stateOf} revision={revision} />
        {revision !== undefined && (
          <ModelForms
            model={model}
            id={id}
            routes={routes}
            providers={providers.map(({ provider }) => provider.name)}
            revision={revision}
            refusal={refusal}
          />
        )}
      </div>
    </details>
  );
}

/** After a change the model that it was made to stands open. */
function pageOf(name: string | undefined): string {
  return name === undefined ? "/models" : `/models?model=${encodeURIComponent(name)}`;
}

/** Mounts the models with their mappings: add, rename and delete them, map them, order and edit the mappings. */
export function mountModels(app: Hono, tools: PageTools): void {
  const { deps, show } = tools;
  const editor = createEditor(tools);

  async function page(context: Context, refusal?: Refusal) {
    const open = await editor.open();
    const revision = open?.revision;
    // What a form shows is what its revision stands for, even if the file was saved a moment ago.
    const { models, router } = open?.config ?? deps.config();
    const standing = listProviders(deps);
    const providers = standing.map(({ provider }) => provider.name);
    const opened = refusal?.values.model ?? context.req.query("model");
    const chosen = models.find(({ name }) => name === opened);
    const editing = context.req.query("edit");
    const mapping = editing === undefined ? undefined : chosen?.mappings[Number(editing)];
    return show(
      context,
      { ...frame, ...(refusal && { status: 400 }) },
      <>
        <PageHead
          title="Models"
          lead={`${models.length} names that clients and routes use. Each tries its providers from the top.`}
        >
          <a class="btn primary" href="#new">
            Add model
          </a>
        </PageHead>
        <SavedNote context={context} />
        <RefusalNote refusal={refusal} />
        <PlainCard label="Models">
          {models.length === 0 ? (
            <Empty title="No models" text="A model is a name and the providers that serve it." />
          ) : (
            models.map((model, index) => (
              <Model
                model={model}
                id={`m${index}`}
                isOpen={model === chosen}
                routes={routesOf(router, model.name)}
                providers={standing}
                revision={revision}
                refusal={model === chosen ? refusal : undefined}
              />
            ))
          )}
        </PlainCard>
        {revision === undefined && <CannotEditNote />}
        {revision !== undefined && chosen && mapping && (
          <EditMapping
            model={chosen}
            mapping={mapping}
            providers={providers}
            revision={revision}
            refusal={refusal}
          />
        )}
        {revision !== undefined && (
          <AddModel providers={providers} revision={revision} refusal={chosen ? undefined : refusal} />
        )}
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
