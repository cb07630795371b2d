import type { ModelConfig } from "../../../config/config.ts";
import { Name } from "../../components/name.tsx";
import { Status, Tag } from "../../components/status.tsx";
import type { Refusal } from "../../edit/refusal.tsx";
import { type MappingSurroundings, mappingState, modelState } from "../../state/mapping-state.ts";
import { EditMapping } from "./edit-mapping.tsx";
import { MappingTable } from "./mapping-table.tsx";
import { ModelForms } from "./model-forms.tsx";

interface ModelProps {
  readonly model: ModelConfig;
  /** Begins the ids of its forms. */
  readonly id: string;
  readonly isOpen: boolean;
  readonly routes: readonly string[];
  readonly around: MappingSurroundings;
  /** Absent while the file cannot be edited. */
  readonly revision: string | undefined;
  readonly refusal: Refusal | undefined;
  /** Place of the mapping that is being edited. */
  readonly editing: number | undefined;
}

/** What sets a mapping apart in a chain of provider names. */
function noteOf(model: ModelConfig, index: number, around: MappingSurroundings): string {
  const mapping = model.mappings[index];
  if (!mapping) return "";
  if (mappingState(mapping, around).unknown) return "unknown provider";
  if (mapping.reasoningEffort !== undefined) return `effort ${mapping.reasoningEffort}`;
  const isShared = model.mappings.filter(({ provider }) => provider === mapping.provider).length > 1;
  return isShared ? mapping.actualModel : "";
}

/** A refusal belongs to the one form of the model that has its fields. */
function refusalOf(form: "map" | "rename" | "edit", refusal: Refusal | undefined): Refusal | undefined {
  const { mapping_provider: mapping, name } = refusal?.values ?? {};
  const refused = mapping !== undefined ? "edit" : name !== undefined ? "rename" : "map";
  return refused === form ? refusal : undefined;
}

/** A model in one line, and under it its mappings and what changes them. */
export function Model({ model, id, isOpen, routes, around, revision, refusal, editing }: ModelProps) {
  const { tone, word } = modelState(model, around);
  const mapping = editing === undefined ? undefined : model.mappings[editing];
  const providers = around.providers.map(({ provider }) => provider.name);
  return (
    <details class="item" open={isOpen} id={isOpen ? "open" : undefined}>
      <summary>
        <b>
          <Name>{model.name}</Name>
        </b>
        <ol class="chain">
          {model.mappings.map(({ provider }, index) => {
            const note = noteOf(model, index, around);
            return (
              <li>
                <Name>{provider}</Name>
                {note !== "" && (
                  <span class="muted">
                    {" "}
                    <Name>{note}</Name>
                  </span>
                )}
              </li>
            );
          })}
        </ol>
        <span>
          {routes.map((route) => (
            <Tag on>{route}</Tag>
          ))}
          <Status tone={tone}>{word}</Status>
        </span>
      </summary>
      <div>
        <MappingTable model={model} id={id} around={around} revision={revision} />
        {revision !== undefined &&
          (mapping && editing !== undefined ? (
            <EditMapping
              model={model}
              mapping={mapping}
              place={editing + 1}
              providers={providers}
              revision={revision}
              refusal={refusalOf("edit", refusal)}
            />
          ) : (
            <ModelForms
              model={model}
              id={id}
              routes={routes}
              providers={providers}
              revision={revision}
              mapRefusal={refusalOf("map", refusal)}
              renameRefusal={refusalOf("rename", refusal)}
            />
          ))}
      </div>
    </details>
  );
}
