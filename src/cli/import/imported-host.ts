import type { SetupProvider } from "../../config/setup.ts";
import { resolveEndpoint } from "../../providers/endpoint.ts";
import { providerRow } from "../../providers/table.ts";
import { typeOfUrl } from "../../providers/type-of-url.ts";

/** What a URL says of a provider: its type, and its address where that is not the type's own. */
export type ImportedHost = Pick<SetupProvider, "type" | "baseUrl">;

/** An API's base, without the endpoint that other programs want in their URLs. */
function baseOf(url: string): string {
  return url
    .replace(/\/+$/, "")
    .replace(/\/(?:chat\/completions|responses|v1\/messages|messages|models)$/, "");
}

/**
 * Finds the provider behind a URL. A host that the table knows is spoken to in its best format, whatever the URL was for;
 * any other one in the format that the URL is for.
 */
export function hostOfUrl(url: string, speaks: "openai" | "anthropic"): ImportedHost {
  const known = typeOfUrl(url);
  if (known?.isUsual) return { type: known.type };
  const baseUrl = baseOf(url);
  if (known) {
    const { protocol } = resolveEndpoint(providerRow(known.type), { baseUrl });
    if ((protocol === "anthropic") === (speaks === "anthropic")) return { type: known.type, baseUrl };
  }
  return { type: speaks === "anthropic" ? "anthropic-compatible" : "openai-compatible", baseUrl };
}
