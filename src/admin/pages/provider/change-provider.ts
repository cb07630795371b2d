import type { ConfigEdit, EditPath } from "../../../config/edit.ts";
import { renameProvider, setBaseUrl } from "../../../config/linked-edits.ts";
import type { FileProvider } from "../../../config/schema.ts";
import { UserError } from "../../../errors.ts";
import { providerRow } from "../../../providers/table.ts";
import { changeValue } from "../../edit/change-value.ts";
import { checkBaseUrl } from "../../edit/check-base-url.ts";
import {
  FieldError,
  type FormValues,
  isChecked,
  listOf,
  numberOf,
  requiredTextOf,
  textOf,
} from "../../edit/form-values.ts";
import type { OpenConfigFile } from "../../edit/open-config-file.ts";
import { checkAuthType } from "../providers/provider-choices.ts";
import { changeHeaders } from "./header-lines.ts";

/** An empty field keeps what is stored. */
function changeKey(
  path: EditPath,
  written: FileProvider["api_key"],
  values: FormValues,
  dropped: boolean,
): readonly ConfigEdit[] {
  const value = textOf(values, "api_key");
  if (value === undefined) return [];
  const adds = values.key_use === "add" && !dropped && written !== undefined && written.length > 0;
  return [{ kind: adds ? "append" : "set", path, value }];
}

/** The type's own way need not be written, and is not unless something else was. */
function changeWireApi(path: EditPath, written: FileProvider, values: FormValues): readonly ConfigEdit[] {
  const entered = textOf(values, "wire_api");
  const isOwn = providerRow(written.provider_type).protocol === `openai-${entered}`;
  if (values.wire_api === undefined || (written.wire_api === undefined && isOwn)) return [];
  return changeValue(path, written.wire_api, entered);
}

/** Exchanges a key with the one before it, or takes one away; keys go by their place in the file. */
export function changeKeys(
  { file }: OpenConfigFile,
  name: string,
  values: FormValues,
): readonly ConfigEdit[] {
  const keys = [file.providers.find((provider) => provider.name === name)?.api_key ?? []].flat();
  const path: EditPath = ["providers", { name }, "api_key"];
  const [up, gone] = [numberOf(values, "up"), numberOf(values, "remove")];
  if (gone !== undefined && keys[gone] !== undefined) {
    return [{ kind: "remove", path: keys.length === 1 ? path : [...path, gone] }];
  }
  if (up === undefined || up === 0 || keys[up] === undefined) return [];
  return [{ kind: "move", path: [...path, up], to: up - 1 }];
}

/** The edits from a provider as written to the form as entered; a rename comes last, since the others go by the name. */
export function changeProvider(
  { file, config }: OpenConfigFile,
  name: string,
  values: FormValues,
): readonly ConfigEdit[] {
  const written = file.providers.find((provider) => provider.name === name);
  if (!written) throw new UserError(`There is no provider "${name}" any more.`);
  const path: EditPath = ["providers", { name }];
  const newName = requiredTextOf(values, "name");
  if (newName !== name && file.providers.some((provider) => provider.name === newName)) {
    throw new FieldError("name", `There is a provider named "${newName}" already.`);
  }
  const baseUrl = checkBaseUrl(textOf(values, "base_url"));
  const moved = baseUrl !== (written.base_url || undefined);
  const enteredType = requiredTextOf(values, "provider_type");
  checkAuthType(enteredType, textOf(values, "auth_type"));
  const authType = written.auth_type === "apikey" ? "api_key" : (written.auth_type ?? "api_key");
  return [
    ...(moved ? setBaseUrl(config, name, baseUrl) : []),
    ...changeKey([...path, "api_key"], written.api_key, values, moved),
    ...changeValue([...path, "provider_type"], written.provider_type, enteredType),
    ...changeWireApi([...path, "wire_api"], written, values),
    ...changeValue([...path, "auth_type"], authType, textOf(values, "auth_type") ?? authType),
    ...changeValue([...path, "models"], written.models, listOf(values, "models")),
    ...(values.headers === undefined
      ? []
      : changeHeaders([...path, "headers"], written.headers ?? {}, values.headers)),
    ...changeValue([...path, "enabled"], written.enabled ?? true, isChecked(values, "enabled")),
    ...(newName === name ? [] : renameProvider(config, name, newName)),
  ];
}
