import type { ConfigEdit } from "../../../config/edit.ts";
import { providerRow, providerTypes } from "../../../providers/table.ts";
import { Field, RadioField, Select } from "../../components/form.tsx";
import { checkBaseUrl } from "../../edit/check-base-url.ts";
import { EditForm } from "../../edit/edit-form.tsx";
import { FieldError, type FormValues, requiredTextOf, textOf } from "../../edit/form-values.ts";
import type { OpenConfigFile } from "../../edit/open-config-file.ts";
import { problemOf, type Refusal } from "../../edit/refusal.tsx";
import { TextField } from "../../edit/text-field.tsx";
import { authChoices, checkAuthType, typeChoices } from "./provider-choices.ts";

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
          choices={typeChoices}
        />
      </Field>
      <RadioField
        name="auth_type"
        label="Sign in with"
        value={refusal?.values.auth_type ?? "api_key"}
        choices={authChoices}
        help="A login is a Claude, ChatGPT or Gemini plan. Passthrough forwards the client's own credential and stores none."
        error={problemOf(refusal, "auth_type")}
      />
      <TextField
        name="api_key"
        label="Key"
        type="password"
        placeholder="Paste a key or $NAME"
        help={
          <>
            Written, never shown again. <code>$NAME</code> stays a reference in the file. Only an API key
            needs one; local servers take none.
          </>
        }
        refusal={refusal}
      />
      <TextField
        name="name"
        label="Name"
        placeholder="As the type"
        help="Mappings refer to it."
        refusal={refusal}
      />
      <TextField
        name="base_url"
        label="Base URL"
        placeholder="The type's own"
        help="Needed for compatible hosts and Azure alone."
        refusal={refusal}
      />
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
  const authType = textOf(values, "auth_type") ?? "api_key";
  checkAuthType(type, authType);
  const value = {
    name,
    provider_type: type,
    auth_type: authType === "api_key" ? undefined : authType,
    api_key: textOf(values, "api_key"),
    base_url: checkBaseUrl(textOf(values, "base_url")),
  };
  return [{ kind: "append", path: ["providers"], value }];
}

/** Where adding leads: to the login, to the first model, else back to the list. */
export function afterAdding(models: number): (values: FormValues) => string {
  return ({ provider_type: type, auth_type: authType }) => {
    const known = providerTypes.find((name) => name === type);
    const vendor = known && providerRow(known).oauth;
    if (authType === "oauth" && vendor !== undefined) return `/accounts?vendor=${vendor}#add`;
    return models === 0 ? "/models#new" : "/providers";
  };
}
