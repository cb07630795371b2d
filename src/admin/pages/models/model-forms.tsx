import type { MappingConfig, ModelConfig } from "../../../config/config.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Field, Select } from "../../components/form.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { problemOf, type Refusal } from "../../edit/refusal.tsx";
import { TextField } from "../../edit/text-field.tsx";
import { MappingFields } from "./mapping-table.tsx";

interface FormProps {
  readonly providers: readonly string[];
  readonly revision: string;
  readonly refusal: Refusal | undefined;
}

const effortChoices = [
  { value: "", label: "As asked" },
  ...["none", "minimal", "low", "medium", "high", "xhigh", "max"].map((value) => ({ value, label: value })),
];

function ProviderField(props: FormProps & { readonly id: string; readonly value?: string }) {
  const { providers, refusal, id, value } = props;
  const chosen = refusal?.values.provider ?? value ?? providers[0] ?? "";
  // A provider that the file names but does not have stays choosable, so that saving does not change it unasked.
  const choices = chosen === "" || providers.includes(chosen) ? providers : [chosen, ...providers];
  return (
    <Field id={id} label="Provider" error={problemOf(refusal, "provider")}>
      <Select id={id} name="provider" value={chosen} choices={choices} />
    </Field>
  );
}

/** A name and the provider that serves it first. */
export function AddModel({ providers, revision, refusal }: FormProps) {
  return (
    <EditForm class="card" id="new" action="/models/add" label="Add model" revision={revision}>
      <header>
        <h2>Add model</h2>
      </header>
      <TextField
        name="name"
        label="Name"
        placeholder="glm-4.6"
        help="What clients ask for and routes name."
        required
        refusal={refusal}
      />
      <ProviderField id="provider" providers={providers} revision={revision} refusal={refusal} />
      <TextField
        name="actual_model"
        label="Actual model"
        placeholder="z-ai/glm-4.6"
        help="The provider's own name for it."
        required
        refusal={refusal}
      />
      <div class="bar">
        <button class="btn primary" type="submit">
          Add model
        </button>
      </div>
    </EditForm>
  );
}

interface ModelFormProps extends FormProps {
  readonly model: ModelConfig;
  /** Begins the ids of its fields. */
  readonly id: string;
  readonly routes: readonly string[];
}

/** What changes a model as a whole: one more mapping, another name, its end. */
export function ModelForms({ model, id, routes, providers, revision, refusal }: ModelFormProps) {
  const routed = routes.length === 0 ? "" : ` These routes lead to it: ${routes.join(", ")}.`;
  return (
    <>
      <EditForm action="/models/map" label={`Add a mapping to ${model.name}`} revision={revision}>
        <input type="hidden" name="model" value={model.name} />
        <ProviderField id={`${id}-provider`} providers={providers} revision={revision} refusal={refusal} />
        <TextField id={`${id}-actual`} name="actual_model" label="Actual model" required refusal={refusal} />
        <div class="bar">
          <button class="btn" type="submit">
            Add mapping
          </button>
        </div>
      </EditForm>
      <EditForm action="/models/rename" label={`Rename ${model.name}`} revision={revision}>
        <input type="hidden" name="model" value={model.name} />
        <TextField
          id={`${id}-name`}
          name="name"
          label="Name"
          value={model.name}
          help="Routes that lead to it follow the new name."
          required
          refusal={refusal}
        />
        <div class="bar">
          <button class="btn" type="submit">
            Rename
          </button>
          <button class="btn danger quiet" type="button" popovertarget={`${id}-remove`}>
            Delete model
          </button>
        </div>
      </EditForm>
      <Dialog
        id={`${id}-remove`}
        title={`Delete ${model.name}?`}
        text={`Removes the model and ${model.mappings.length} mappings.${routed}`}
        action="/models/remove"
        fields={{ model: model.name, revision }}
        confirm="Delete"
        refuse="Keep"
      />
    </>
  );
}

/** What one mapping sends. */
export function EditMapping(
  props: FormProps & { readonly model: ModelConfig; readonly mapping: MappingConfig },
) {
  const { model, mapping, refusal } = props;
  const effort = refusal?.values.reasoning_effort ?? mapping.reasoningEffort ?? "";
  return (
    <EditForm
      class="card"
      id="edit"
      action="/models/edit"
      label={`Edit the mapping of ${model.name} to ${mapping.provider}`}
      revision={props.revision}
    >
      <header>
        <h2>
          {model.name}: mapping to {mapping.provider}
        </h2>
      </header>
      <MappingFields model={model.name} mapping={mapping} />
      <ProviderField {...props} id="edit-provider" value={mapping.provider} />
      <TextField
        id="edit-actual"
        name="actual_model"
        label="Actual model"
        value={mapping.actualModel}
        required
        refusal={refusal}
      />
      <Field
        id="reasoning_effort"
        label="Reasoning effort"
        help="Sent whatever the client asked for."
        error={problemOf(refusal, "reasoning_effort")}
      >
        <Select id="reasoning_effort" name="reasoning_effort" value={effort} choices={effortChoices} />
      </Field>
      <TextField
        name="max_output_tokens"
        label="Max output tokens"
        type="number"
        value={mapping.maxOutputTokens}
        help="Larger requests are cut to this."
        refusal={refusal}
      />
      <TextField
        name="context_window"
        label="Context window"
        type="number"
        value={mapping.contextWindow}
        refusal={refusal}
      />
      <div class="bar">
        <button class="btn primary" type="submit">
          Save mapping
        </button>
        <a class="btn quiet" href="/models">
          Cancel
        </a>
      </div>
    </EditForm>
  );
}
