import type { Child } from "hono/jsx";
import type { ProviderConfig } from "../../../config/config.ts";
import type { FileProvider } from "../../../config/schema.ts";
import { providerRow } from "../../../providers/table.ts";
import { Field, invalidProps, RadioField, Select } from "../../components/form.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { isChecked } from "../../edit/form-values.ts";
import { problemOf, type Refusal } from "../../edit/refusal.tsx";
import { TextField } from "../../edit/text-field.tsx";
import { counted } from "../../words/counted.ts";
import { addressOf } from "../providers/address-of.ts";
import { authChoices, typeChoices } from "../providers/provider-choices.ts";
import { writeHeaderLines } from "./header-lines.ts";

const keyChoices = [
  { value: "replace", label: "Instead of the stored" },
  { value: "add", label: "After the stored" },
];
const wireTitles = { chat: "Chat", responses: "Responses" } as const;

interface EditProviderProps {
  readonly provider: ProviderConfig;
  readonly written: FileProvider;
  readonly mappings: number;
  /** The table of stored keys; absent when there are none. */
  readonly keys: Child | undefined;
  readonly revision: string;
  readonly refusal: Refusal | undefined;
}

/** Everything about a provider that the file holds, keys aside, which are only ever entered. */
export function EditProvider({ provider, written, mappings, keys, revision, refusal }: EditProviderProps) {
  const entered = refusal?.values;
  const enabled = entered ? isChecked(entered, "enabled") : (written.enabled ?? true);
  const { baseUrl: own, wireApis = [], protocol } = providerRow(provider.type);
  const ownWire = wireApis.find((name) => protocol === `openai-${name}`) ?? "";
  const wireChoices = wireApis.map((value) => ({ value, label: wireTitles[value] }));
  const ownFirst = ownWire === "" ? [{ value: "", label: "Anthropic" }, ...wireChoices] : wireChoices;
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
        help={`Mappings refer to it. Renaming changes ${counted(mappings, "mapping")} with it.`}
        refusal={refusal}
      />
      <Field id="provider_type" label="Type" error={problemOf(refusal, "provider_type")}>
        <Select
          id="provider_type"
          name="provider_type"
          value={entered?.provider_type ?? written.provider_type}
          choices={typeChoices}
        />
      </Field>
      <TextField
        name="base_url"
        label="Base URL"
        value={written.base_url}
        help={`${own?.startsWith("http") ? `Empty uses ${own}. ` : ""}Another address drops the stored keys.`}
        refusal={refusal}
      />
      {ownFirst.length > 1 && (
        <RadioField
          name="wire_api"
          label="Wire API"
          value={entered?.wire_api ?? written.wire_api ?? ownWire}
          choices={ownFirst}
          error={problemOf(refusal, "wire_api")}
        />
      )}
      <header>
        <h2>Credential</h2>
      </header>
      <RadioField
        name="auth_type"
        label="Sign in with"
        value={entered?.auth_type ?? provider.authType}
        choices={authChoices}
        help="Passthrough forwards the client's own credential and stores none."
        error={problemOf(refusal, "auth_type")}
      />
      {keys !== undefined && (
        <div class="field">
          <span>Keys, in order</span>
          <div>{keys}</div>
        </div>
      )}
      <TextField
        name="api_key"
        label="New key"
        type="password"
        placeholder="Paste a key or $NAME"
        help={
          <>
            Empty keeps what is stored. Written, never shown again. <code>$NAME</code> stays a reference in
            the file.
          </>
        }
        refusal={refusal}
      />
      {keys !== undefined && (
        <RadioField
          name="key_use"
          label="Try the new key"
          value={entered?.key_use ?? "replace"}
          choices={keyChoices}
        />
      )}
      <header>
        <h2>Options</h2>
      </header>
      <TextField
        name="models"
        label="Models"
        value={written.models?.join(", ")}
        placeholder="None"
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
        <button class="btn" type="submit" name="after" value="test">
          Save and test
        </button>
        <a class="btn quiet" href="/providers">
          Cancel
        </a>
      </div>
    </EditForm>
  );
}
