import type { ProviderConfig } from "../../../config/config.ts";
import type { FileProvider } from "../../../config/schema.ts";
import { providerRow, providerTypes } from "../../../providers/table.ts";
import { Field, invalidProps, Select } from "../../components/form.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { isChecked } from "../../edit/form-values.ts";
import { problemOf, type Refusal } from "../../edit/refusal.tsx";
import { TextField } from "../../edit/text-field.tsx";
import { addressOf, Credential } from "../providers/list.tsx";
import { writeHeaderLines } from "./header-lines.ts";

const authChoices = [
  { value: "api_key", label: "API key" },
  { value: "oauth", label: "Login" },
  { value: "passthrough", label: "Passthrough" },
];
const keyChoices = [
  { value: "replace", label: "Replace the stored keys" },
  { value: "add", label: "Try it after the stored keys" },
];

interface EditProviderProps {
  readonly provider: ProviderConfig;
  readonly written: FileProvider;
  readonly mappings: number;
  readonly revision: string;
  readonly refusal: Refusal | undefined;
}

/** Everything about a provider that the file holds, keys aside, which are only ever entered. */
export function EditProvider({ provider, written, mappings, revision, refusal }: EditProviderProps) {
  const entered = refusal?.values;
  const enabled = entered ? isChecked(entered, "enabled") : (written.enabled ?? true);
  const own = providerRow(provider.type).baseUrl;
  return (
    <EditForm class="card" id="edit" action={addressOf(provider.name)} label="Provider" revision={revision}>
      <header>
        <h2>Connection</h2>
      </header>
      <TextField
        name="name"
        label="Name"
        value={provider.name}
        required
        help={`Mappings refer to it. Renaming changes ${mappings} with it.`}
        refusal={refusal}
      />
      <Field id="provider_type" label="Type" error={problemOf(refusal, "provider_type")}>
        <Select
          id="provider_type"
          name="provider_type"
          value={entered?.provider_type ?? written.provider_type}
          choices={providerTypes}
        />
      </Field>
      <TextField
        name="base_url"
        label="Base URL"
        value={written.base_url}
        help={`${own === undefined ? "" : `Empty uses ${own}. `}Another address drops the stored keys.`}
        refusal={refusal}
      />
      <header>
        <h2>Credential</h2>
      </header>
      <Field
        id="auth_type"
        label="Sign in with"
        help="Passthrough forwards the client's own credential and stores none."
        error={problemOf(refusal, "auth_type")}
      >
        <Select
          id="auth_type"
          name="auth_type"
          value={entered?.auth_type ?? provider.authType}
          choices={authChoices}
        />
      </Field>
      <div class="field">
        <span>Stored</span>
        <div>
          <Credential provider={provider} />
        </div>
      </div>
      <TextField
        name="api_key"
        label="New key"
        type="password"
        placeholder="Paste a key or $NAME"
        help={
          <>
            Empty keeps what is stored. Written, never shown again. <code>$NAME</code> stays a reference.
          </>
        }
        refusal={refusal}
      />
      {provider.keys.length + provider.unsetVariables.length > 0 && (
        <Field id="key_use" label="Use of the new key">
          <Select id="key_use" name="key_use" value={entered?.key_use ?? "replace"} choices={keyChoices} />
        </Field>
      )}
      <header>
        <h2>Options</h2>
      </header>
      <TextField
        name="models"
        label="Models"
        value={written.models?.join(", ")}
        help="Names accepted without a mapping, separated by commas."
        refusal={refusal}
      />
      <Field
        id="headers"
        label="Extra headers"
        error={problemOf(refusal, "headers")}
        help="One a line. A value left as … stays as it is."
      >
        <textarea
          id="headers"
          name="headers"
          rows={2}
          class="mono"
          {...invalidProps("headers", problemOf(refusal, "headers"))}
        >
          {writeHeaderLines(written.headers ?? {})}
        </textarea>
      </Field>
      <div class="field">
        <span>Enabled</span>
        <div>
          <label class="check">
            <input type="checkbox" name="enabled" value="on" checked={enabled} />
            Try this provider for requests
          </label>
        </div>
      </div>
      <div class="bar">
        <button class="btn primary" type="submit">
          Save
        </button>
        <a class="btn quiet" href="/providers">
          Cancel
        </a>
      </div>
    </EditForm>
  );
}
