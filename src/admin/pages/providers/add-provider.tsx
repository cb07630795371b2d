import type { ConfigEdit } from "../../../config/edit.ts";
import { providerTypes } from "../../../providers/table.ts";
import { Field, Select } from "../../components/form.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { FieldError, type FormValues, requiredTextOf, textOf } from "../../edit/form-values.ts";
import type { OpenConfigFile } from "../../edit/open-config-file.ts";
import { problemOf, type Refusal } from "../../edit/refusal.tsx";
import { TextField } from "../../edit/text-field.tsx";
import { checkBaseUrl } from "./check-base-url.ts";

/** Asks for as little as makes a provider. */
export function AddProvider({
  revision,
  refusal,
}: {
  readonly revision: string;
  readonly refusal: Refusal | undefined;
}) {
  return (
    <EditForm class="card" id="add" action="/providers" label="Add provider" revision={revision}>
      <header>
        <h2>Add provider</h2>
      </header>
      <Field id="provider_type" label="Type" error={problemOf(refusal, "provider_type")}>
        <Select
          id="provider_type"
          name="provider_type"
          value={refusal?.values.provider_type ?? "openrouter"}
          choices={providerTypes}
        />
      </Field>
      <TextField
        name="name"
        label="Name"
        help="Mappings refer to it. Empty takes the type's."
        refusal={refusal}
      />
      <TextField
        name="api_key"
        label="Key"
        type="password"
        placeholder="Paste a key or $NAME"
        help={
          <>
            Written, never shown again. <code>$NAME</code> stays a reference in the file.
          </>
        }
        refusal={refusal}
      />
      <TextField name="base_url" label="Base URL" help="Empty uses the type's own." refusal={refusal} />
      <div class="bar">
        <button class="btn primary" type="submit">
          Add provider
        </button>
      </div>
    </EditForm>
  );
}

/** The edit that adds what was entered. */
export function addProvider({ file }: OpenConfigFile, values: FormValues): readonly ConfigEdit[] {
  const type = requiredTextOf(values, "provider_type");
  const name = textOf(values, "name") ?? type;
  if (file.providers.some((provider) => provider.name === name)) {
    throw new FieldError("name", `There is a provider named "${name}" already.`);
  }
  const value = {
    name,
    provider_type: type,
    api_key: textOf(values, "api_key"),
    base_url: checkBaseUrl(textOf(values, "base_url")),
  };
  return [{ kind: "append", path: ["providers"], value }];
}
