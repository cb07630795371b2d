import type { ModelConfig } from "../../../config/config.ts";
import { Segments } from "../../components/segments.tsx";
import { type MappingSurroundings, modelState } from "../../state/mapping-state.ts";

const shown = ["all", "route", "stuck"] as const;

/** Which models are shown. */
export interface ModelQuery {
  readonly show: (typeof shown)[number];
  /** Part of a name of the model, a provider or its model. */
  readonly q: string;
}

/** Reads the query of the page's URL; what makes no sense is as if it were not there. */
export function readModelQuery(query: Readonly<Record<string, string>>): ModelQuery {
  return { show: shown.find((name) => name === query.show) ?? "all", q: query.q?.trim() ?? "" };
}

interface ListedModel {
  readonly model: ModelConfig;
  readonly routes: readonly string[];
}

function isShown({ model, routes }: ListedModel, show: ModelQuery["show"], around: MappingSurroundings) {
  if (show === "route") return routes.length > 0;
  return show === "all" || !modelState(model, around).ready;
}

/** Those that a query asks for. */
export function filterModels<Listed extends ListedModel>(
  models: readonly Listed[],
  { show, q }: ModelQuery,
  around: MappingSurroundings,
): readonly Listed[] {
  const part = q.toLowerCase();
  const names = ({ name, mappings }: ModelConfig): readonly string[] => [
    name,
    ...mappings.flatMap(({ provider, actualModel }) => [provider, actualModel]),
  ];
  return models.filter(
    (listed) =>
      isShown(listed, show, around) && names(listed.model).some((name) => name.toLowerCase().includes(part)),
  );
}

/** What narrows the list of models, with how many there are of each kind. */
export function ModelFilter(props: {
  readonly query: ModelQuery;
  readonly models: readonly ListedModel[];
  readonly around: MappingSurroundings;
}) {
  const { query, models, around } = props;
  const count = (show: ModelQuery["show"]): number =>
    models.filter((listed) => isShown(listed, show, around)).length;
  const titles = { all: "All", route: "In a route", stuck: "No provider ready" };
  const links = shown.map((name) => ({
    name,
    title: `${titles[name]} ${count(name)}`,
    href: `/models?${new URLSearchParams({ ...(name !== "all" && { show: name }), ...(query.q !== "" && { q: query.q }) })}`,
  }));
  return (
    // biome-ignore lint/a11y/useSemanticElements: the stylesheet's bar is the form itself
    <form class="bar" role="search" action="/models">
      <label class="sr" for="q">
        Filter models
      </label>
      <input id="q" type="search" name="q" value={query.q} placeholder="Name or provider" />
      {query.show !== "all" && <input type="hidden" name="show" value={query.show} />}
      <Segments label="Show" current={query.show} links={links} />
    </form>
  );
}
