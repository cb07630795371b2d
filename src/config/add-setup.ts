import { isJsonObject } from "../json.ts";
import { editConfig } from "./edit.ts";
import { parseToml } from "./parse-toml.ts";
import type { LeftOut, Setup } from "./setup.ts";
import { appendModels, appendProviders, type ShowSecret, withLeftOut } from "./setup-tables.ts";

function namesIn(document: unknown, list: "providers" | "models"): ReadonlySet<unknown> {
  const elements = isJsonObject(document) ? document[list] : undefined;
  const tables = (Array.isArray(elements) ? elements : []).filter(isJsonObject);
  return new Set(tables.map(({ name }) => name));
}

/**
 * Adds a setup's providers and models to a config: what has a name that is there already, and all routes and server
 * settings, are left as they are and told. The rest of the text stays byte for byte.
 * @throws UserError when the text is not TOML
 */
export function addSetup(
  text: string,
  setup: Setup,
  show: ShowSecret,
): { readonly text: string; readonly added: Setup } {
  const toml = parseToml(text);
  const document = "document" in toml ? toml.document : undefined;
  const known = { providers: namesIn(document, "providers"), models: namesIn(document, "models") };
  const isNew = (list: "providers" | "models") => (element: { readonly name: string }) =>
    !known[list].has(element.name);
  const there = (list: "providers" | "models", elements: readonly { readonly name: string }[]): LeftOut[] =>
    elements
      .filter(({ name }) => known[list].has(name))
      .map(({ name }) => ({
        what: `${list.slice(0, -1)} "${name}"`,
        why: "one of that name was here already",
      }));
  const routes = Object.entries(setup.routes).map(([route, model]) => `${route} = ${JSON.stringify(model)}`);
  const added: Setup = {
    ...setup,
    server: {},
    providers: setup.providers.filter(isNew("providers")),
    models: setup.models.filter(isNew("models")),
    leftOut: [
      ...there("providers", setup.providers),
      ...there("models", setup.models),
      { what: `[router] ${routes.join(", ")}`, why: "the routes of this file stay" },
      ...setup.leftOut,
    ],
  };
  const edits = [...appendProviders(added.providers, show), ...appendModels(added.models)];
  return { text: withLeftOut(editConfig(text, edits), added.leftOut), added };
}
