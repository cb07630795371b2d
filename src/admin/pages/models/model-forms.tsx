import type { ModelConfig } from "../../../config/config.ts";
import { Dialog } from "../../components/dialog.tsx";
import { invalidProps, Select } from "../../components/form.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { isChecked } from "../../edit/form-values.ts";
import { problemOf, type Refusal } from "../../edit/refusal.tsx";
import { TextField } from "../../edit/text-field.tsx";
import { counted } from "../../words/counted.ts";

/** What every form of the page needs. */
export interface FormProps {
  readonly providers: readonly string[];
  readonly revision: string;
  readonly refusal: Refusal | undefined;
}

/** Id of the list of models that the config knows of. */
export const knownModelsId = "known-models";

/** A provider and its own name for the model, side by side. */
export function TargetField(
  props: FormProps & {
    readonly id: string;
    readonly label: string;
    readonly provider?: string;
    readonly actualModel?: string;
  },
) {
  const { providers, refusal, id, label } = props;
  const chosen = refusal?.values.provider ?? props.provider ?? providers[0] ?? "";
  // A provider that the file names but does not have stays choosable, so that saving does not change it unasked.
  const choices = chosen === "" || providers.includes(chosen) ? providers : [chosen, ...providers];
  const error = problemOf(refusal, "actual_model") ?? problemOf(refusal, "provider");
  return (
    <div class="field">
      <label for={`${id}-provider`}>{label}</label>
      <div>
        <div class="row">
          <Select id={`${id}-provider`} name="provider" class="short" value={chosen} choices={choices} />
          <input
            id={id}
            name="actual_model"
            aria-label="Actual model"
            list={knownModelsId}
            value={refusal?.values.actual_model ?? props.actualModel}
            placeholder="z-ai/glm-4.6"
            autocomplete="off"
            required
            {...invalidProps(id, error)}
          />
        </div>
        {error !== undefined && (
          <span class="err" id={`${id}-e`}>
            {error}
          </span>
        )}
        <span class="help">The provider's own name for the model.</span>
      </div>
    </div>
  );
}

/** A name and the provider that serves it first. */
export function AddModel(
  props: FormProps & {
    /** Whether the default route leads nowhere yet, so that this model may become its target. */
    readonly lacksDefault: boolean;
  },
) {
  const { revision, refusal, lacksDefault } = props;
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
      <TargetField {...props} id="actual_model" label="First provider" />
      {lacksDefault && (
        <div class="field">
          <span>Default</span>
          <div>
            <label class="check">
              <input
                type="checkbox"
                name="make_default"
                value="on"
                checked={refusal === undefined || isChecked(refusal.values, "make_default")}
              />
              Send everything here that no other route takes
            </label>
          </div>
        </div>
      )}
      <div class="bar">
        <button class="btn primary" type="submit">
          Add model
        </button>
      </div>
    </EditForm>
  );
}

interface ModelFormProps extends Omit<FormProps, "refusal"> {
  readonly mapRefusal: Refusal | undefined;
  readonly renameRefusal: Refusal | undefined;
  readonly model: ModelConfig;
  /** Begins the ids of its fields. */
  readonly id: string;
  readonly routes: readonly string[];
}

/** What changes a model as a whole: one more mapping, another name, its end. */
export function ModelForms(props: ModelFormProps) {
  const { model, id, routes, providers, revision, mapRefusal, renameRefusal } = props;
  const routed = routes.length === 0 ? "" : ` These routes lead to it: ${routes.join(", ")}.`;
  return (
    <>
      <EditForm action="/models/map" label={`Add a mapping to ${model.name}`} revision={revision}>
        <input type="hidden" name="model" value={model.name} />
        <TargetField
          providers={providers}
          revision={revision}
          refusal={mapRefusal}
          id={`${id}-actual`}
          label="One more provider"
        />
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
          refusal={renameRefusal}
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
        text={`Removes the model and ${counted(model.mappings.length, "mapping")}.${routed}`}
        action="/models/remove"
        fields={{ model: model.name, revision }}
        confirm="Delete"
        refuse="Keep"
      />
    </>
  );
}
