import type { MappingConfig, ModelConfig } from "../../../config/config.ts";
import { invalidProps, RadioField } from "../../components/form.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { problemOf } from "../../edit/refusal.tsx";
import { TextField } from "../../edit/text-field.tsx";
import { capitalised } from "../../words/capitalised.ts";
import { MappingFields } from "./mapping-table.tsx";
import { type FormProps, TargetField } from "./model-forms.tsx";

const effortChoices = [
  { value: "", label: "As asked" },
  ...["none", "minimal", "low", "medium", "high", "xhigh", "max"].map((value) => ({
    value,
    label: capitalised(value),
  })),
];

/** What one mapping sends. */
export function EditMapping(
  props: FormProps & { readonly model: ModelConfig; readonly mapping: MappingConfig; readonly place: number },
) {
  const { model, mapping, refusal, place } = props;
  const price = (kind: "input" | "output"): string | undefined =>
    refusal?.values[`price_${kind}`] ?? mapping.price?.[kind]?.toString();
  return (
    <EditForm
      id="edit"
      action="/models/edit"
      label={`Edit mapping ${place} of ${model.name}`}
      revision={props.revision}
    >
      <MappingFields model={model.name} mapping={mapping} />
      <TargetField
        {...props}
        id="edit-actual"
        label={`Edit mapping ${place}`}
        provider={mapping.provider}
        actualModel={mapping.actualModel}
      />
      <RadioField
        name="reasoning_effort"
        label="Reasoning effort"
        value={refusal?.values.reasoning_effort ?? mapping.reasoningEffort ?? ""}
        choices={effortChoices}
        help="Sent whatever the client asked for. Names like gpt-5.1-high are made this way."
        error={problemOf(refusal, "reasoning_effort")}
      />
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
      <div class="field">
        <span>Price per million</span>
        <div>
          <div class="row">
            {(["input", "output"] as const).map((kind) => (
              <span class="row">
                {kind === "input" ? "in" : "out"} $
                <input
                  id={`price_${kind}`}
                  name={`price_${kind}`}
                  type="number"
                  step="any"
                  aria-label={`Dollars per million tokens of ${kind}`}
                  value={price(kind)}
                  {...invalidProps(`price_${kind}`, problemOf(refusal, `price_${kind}`))}
                />
              </span>
            ))}
          </div>
          {(["price_input", "price_output"] as const).map(
            (field) =>
              problemOf(refusal, field) !== undefined && (
                <span class="err" id={`${field}-e`}>
                  {problemOf(refusal, field)}
                </span>
              ),
          )}
          <span class="help">Empty takes the built-in price table.</span>
        </div>
      </div>
      <div class="bar">
        <button class="btn primary" type="submit">
          Save mapping
        </button>
        <a class="btn quiet" href={`/models?model=${encodeURIComponent(model.name)}#open`}>
          Cancel
        </a>
        <button class="btn danger quiet" type="submit" formaction="/models/unmap" formnovalidate>
          Remove mapping
        </button>
      </div>
    </EditForm>
  );
}
