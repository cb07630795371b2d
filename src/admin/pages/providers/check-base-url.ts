import { FieldError } from "../../edit/form-values.ts";

/**
 * Lets pass what can be a provider's address: a URL, or a reference to the environment.
 * @throws FieldError for anything else.
 */
export function checkBaseUrl(entered: string | undefined): string | undefined {
  if (entered === undefined || entered.startsWith("$")) return entered;
  if (!/^https?:\/\//i.test(entered) || !URL.canParse(entered)) {
    throw new FieldError("base_url", "Start with https:// or http://.");
  }
  return entered;
}
