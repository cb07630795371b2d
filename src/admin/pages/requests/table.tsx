import { formatCost, formatMs, formatTokens } from "../../../usage/format-figures.ts";
import { formatMoment } from "../../../usage/format-moment.ts";
import { promptTokens } from "../../../usage/prompt-tokens.ts";
import type { RequestSummary } from "../../../usage/queries/request-rows.ts";
import { Status, Tag } from "../../components/status.tsx";
import { Cell, type Column, Row, Table } from "../../components/table.tsx";
import { outcomeWords } from "../../words/outcome.ts";

const numbers = ["Tries", "In", "Out", "Cost", "First", "Total"] as const;
const columns: readonly Column[] = [
  "Time",
  "Route",
  "Model, served by",
  "Outcome",
  ...numbers.map((title) => ({ title, num: true }) as const),
];

function RequestRow({ request, now }: { readonly request: RequestSummary; readonly now: number }) {
  const { tokens, tries } = request;
  const { tone, word } = outcomeWords(request);
  const figures: Readonly<Record<(typeof numbers)[number], string>> = {
    Tries: tries === 0 ? "" : String(tries),
    In: formatTokens(promptTokens(tokens)),
    Out: formatTokens(tokens.output),
    Cost: formatCost(request.cost, request.plan),
    First: formatMs(request.firstTokenMs),
    Total: formatMs(request.durationMs),
  };
  return (
    <Row>
      <Cell nowrap>
        <a href={`/requests/${request.id}`}>{formatMoment(request.startedAt, new Date(now))}</a>
      </Cell>
      <Cell>
        <Tag>{request.route}</Tag>
      </Cell>
      <Cell lead>
        <b>{request.model}</b> <span class="muted">{request.provider ?? "no provider"}</span>
      </Cell>
      <Cell>
        <Status tone={tone}>{word}</Status>
      </Cell>
      {numbers.map((title) => (
        <Cell num label={title}>
          {figures[title]}
        </Cell>
      ))}
    </Row>
  );
}

/** Requests, the latest first. */
export function RequestsTable(props: { readonly requests: readonly RequestSummary[]; readonly now: number }) {
  return (
    <Table columns={columns}>
      {props.requests.map((request) => (
        <RequestRow request={request} now={props.now} />
      ))}
    </Table>
  );
}
