import { providerRow, providerTypes } from "../../../providers/table.ts";
import { FieldError } from "../../edit/form-values.ts";
import { capitalised } from "../../words/capitalised.ts";

/** Every provider type by the name a person knows it by; the file's own word beside it where the two differ much. */
export const typeChoices = providerTypes.map((type) => {
  const title = capitalised(providerRow(type).title);
  const isPlain = title.toLowerCase().replace(/[^a-z.]/g, "") === type.replace(/[^a-z.]/g, "");
  return { value: type, label: isPlain ? title : `${title} (${type})` };
});

/** The ways to sign in with a provider. */
export const authChoices = [
  { value: "api_key", label: "API key" },
  { value: "oauth", label: "Login" },
  { value: "passthrough", label: "Passthrough" },
] as const;

/** @throws FieldError for a login where the type has none. */
export function checkAuthType(type: string, authType: string | undefined): void {
  const known = providerTypes.find((name) => name === type);
  if (authType !== "oauth" || known === undefined || providerRow(known).oauth !== undefined) return;
  throw new FieldError("auth_type", `${capitalised(providerRow(known).title)} has no login: use an API key.`);
}
