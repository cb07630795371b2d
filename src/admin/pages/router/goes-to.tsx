import { Select } from "../../components/form.tsx";
import { Status } from "../../components/status.tsx";
import type { OpenConfigFile } from "../../edit/open-config-file.ts";
import type { Refusal } from "../../edit/refusal.tsx";
import { type MappingSurroundings, modelState } from "../../state/mapping-state.ts";

/** The file whose routes are edited, and why its form was not saved. */
export interface RoutesProps {
  readonly open: OpenConfigFile;
  readonly refusal: Refusal | undefined;
}

/** Models that a route can lead to. A target that is no model stays choosable, so that saving does not change it unasked. */
export function targetChoices(open: OpenConfigFile, chosen: string, canBeOff: boolean) {
  const names = open.config.models.map(({ name }) => name);
  const known = chosen === "" || names.includes(chosen) ? names : [chosen, ...names];
  return canBeOff ? [{ value: "", label: "Off" }, ...known] : known;
}

interface GoesToProps extends RoutesProps {
  readonly route: "default" | "think" | "websearch" | "background";
  readonly around: MappingSurroundings;
}

/** Chooses the model of a route. */
export function GoesTo({ open, refusal, route }: GoesToProps) {
  const chosen = refusal?.values[route] ?? open.file.router[route] ?? "";
  return (
    <>
      <label for={route}>goes to</label>
      <Select
        id={route}
        name={route}
        value={chosen}
        choices={targetChoices(open, chosen, route !== "default")}
      />
    </>
  );
}

/** Says what keeps the saved target of a route from being served. */
export function TargetState({ open, route, around }: GoesToProps) {
  const target = open.config.router[route];
  if (target === undefined) return null;
  const model = open.config.models.find(({ name }) => name === target);
  if (!model) {
    return (
      <p class="row">
        <Status tone="warn">Not a model here</Status>
        <a href="/models#new">Add model</a>
      </p>
    );
  }
  const { ready, tone, word } = modelState(model, around);
  if (ready) return null;
  const words = tone === "wait" ? `Rests ${word.toLowerCase()}` : "No provider of it is ready";
  return (
    <p>
      <Status tone={tone}>{words}</Status>
    </p>
  );
}
