import type { MappingConfig, ModelConfig, Price } from "../../../config/config.ts";
import { formatRate, formatTokens } from "../../../usage/format-figures.ts";
import { isPlan, priceOf } from "../../../usage/price-of.ts";
import { Name } from "../../components/name.tsx";
import { Status } from "../../components/status.tsx";
import { Cell, type Column, Row, Table } from "../../components/table.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { type MappingSurroundings, mappingState } from "../../state/mapping-state.ts";

const columns: readonly Column[] = [
  "Priority",
  "Provider, actual model",
  "State",
  "Effort",
  { title: "Max out", num: true },
  { title: "Context", num: true },
  { title: "$ per M in, out", num: true },
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
  readonly around: MappingSurroundings;
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

/** `3.00, 15.00`; `plan` where one pays, `free` where nobody does, empty where unknown. */
function priceWords(mapping: MappingConfig, { providers, now }: MappingSurroundings): string {
  const provider = providers.find((standing) => standing.provider.name === mapping.provider)?.provider;
  if (!provider) return "";
  if (provider.authType !== "api_key" || isPlan(provider.type)) return "plan";
  const price: Price | undefined = priceOf(provider.type, mapping.actualModel, now, mapping.price);
  if (!price) return "";
  return price.input === 0 && price.output === 0
    ? "free"
    : `${formatRate(price.input) || "?"}, ${formatRate(price.output) || "?"}`;
}

/** The providers of a model in the order they are tried. */
export function MappingTable({ model, id, around, revision }: MappingTableProps) {
  return (
    <Table columns={columns}>
      {model.mappings.map((mapping, index) => {
        const { tone, word } = mappingState(mapping, around);
        const editing = `/models?model=${encodeURIComponent(model.name)}&edit=${index}#edit`;
        return (
          <Row>
            <Cell nowrap>
              {revision === undefined ? (
                mapping.priority
              ) : (
                <MoveForm
                  model={model}
                  index={index}
                  mapping={mapping}
                  id={`${id}-${index}`}
                  revision={revision}
                />
              )}
            </Cell>
            <Cell lead>
              <b>
                <Name>{mapping.provider}</Name>
              </b>{" "}
              <code>{mapping.actualModel}</code>
            </Cell>
            <Cell grow>
              <Status tone={tone}>{word}</Status>
            </Cell>
            <Cell label="Effort">{mapping.reasoningEffort ?? "as asked"}</Cell>
            <Cell num label="Max out">
              {formatTokens(mapping.maxOutputTokens)}
            </Cell>
            <Cell num label="Context">
              {formatTokens(mapping.contextWindow)}
            </Cell>
            <Cell num label="Price">
              {priceWords(mapping, around)}
            </Cell>
            <Cell num>
              {revision !== undefined && (
                <a href={editing} aria-label={`Edit the mapping to ${mapping.provider}`}>
                  Edit
                </a>
              )}
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}
