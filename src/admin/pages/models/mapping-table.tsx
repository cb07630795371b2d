import type { MappingConfig, ModelConfig } from "../../../config/config.ts";
import { Status } from "../../components/status.tsx";
import { Cell, type Column, Row, Table } from "../../components/table.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import type { ProviderState } from "../../state/provider-state.ts";

const columns: readonly Column[] = [
  "Priority",
  "Provider, actual model",
  "State",
  "Effort",
  { title: "Max out", num: true },
  { title: "Context", num: true },
  "",
];

/** Names a mapping to the form that changes it. */
export function MappingFields({
  model,
  mapping,
}: {
  readonly model: string;
  readonly mapping: MappingConfig;
}) {
  return (
    <>
      <input type="hidden" name="model" value={model} />
      <input type="hidden" name="mapping_provider" value={mapping.provider} />
      <input type="hidden" name="mapping_model" value={mapping.actualModel} />
      <input type="hidden" name="mapping_priority" value={String(mapping.priority)} />
    </>
  );
}

interface MappingTableProps {
  readonly model: ModelConfig;
  /** Begins the ids of its forms. */
  readonly id: string;
  readonly stateOf: (provider: string) => ProviderState | undefined;
  /** Absent while the file cannot be edited. */
  readonly revision: string | undefined;
}

function MoveForm(props: {
  model: ModelConfig;
  index: number;
  mapping: MappingConfig;
  id: string;
  revision: string;
}) {
  const { model, index, mapping, id, revision } = props;
  return (
    <EditForm action="/models/move" id={id} revision={revision}>
      <MappingFields model={model.name} mapping={mapping} />
      {mapping.priority}{" "}
      <button
        class="btn s"
        type="submit"
        name="direction"
        value="up"
        disabled={index === 0}
        aria-label={`Move ${mapping.provider} up`}
      >
        Up
      </button>{" "}
      <button
        class="btn s"
        type="submit"
        name="direction"
        value="down"
        disabled={index === model.mappings.length - 1}
        aria-label={`Move ${mapping.provider} down`}
      >
        Down
      </button>
    </EditForm>
  );
}

/** The providers of a model in the order they are tried. */
export function MappingTable({ model, id, stateOf, revision }: MappingTableProps) {
  return (
    <Table columns={columns}>
      {model.mappings.map((mapping, index) => {
        const state = stateOf(mapping.provider);
        const form = `${id}-${index}`;
        const editing = `/models?model=${encodeURIComponent(model.name)}&edit=${index}#edit`;
        return (
          <Row>
            <Cell nowrap>
              {revision === undefined ? (
                mapping.priority
              ) : (
                <MoveForm model={model} index={index} mapping={mapping} id={form} revision={revision} />
              )}
            </Cell>
            <Cell lead>
              <b>{mapping.provider}</b> <code>{mapping.actualModel}</code>
            </Cell>
            <Cell grow>
              <Status tone={state?.tone ?? "warn"}>{state?.word ?? "Unknown provider"}</Status>
            </Cell>
            <Cell label="Effort">{mapping.reasoningEffort ?? "as asked"}</Cell>
            <Cell num label="Max out">
              {mapping.maxOutputTokens}
            </Cell>
            <Cell num label="Context">
              {mapping.contextWindow}
            </Cell>
            <Cell num>
              {revision !== undefined && (
                <>
                  <a
                    class="btn s quiet"
                    href={editing}
                    aria-label={`Edit the mapping to ${mapping.provider}`}
                  >
                    Edit
                  </a>{" "}
                  <button
                    class="btn s danger quiet"
                    type="submit"
                    form={form}
                    formaction="/models/unmap"
                    aria-label={`Remove the mapping to ${mapping.provider}`}
                  >
                    Remove
                  </button>
                </>
              )}
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}
