import { formatMs, formatTokens } from "../../usage/format-figures.ts";
import { formatMoment } from "../../usage/format-moment.ts";
import type { ShownRequest } from "../state/shown-request.ts";
import { Name } from "./name.tsx";
import { Status, Tag } from "./status.tsx";
import { Cell, Row, Table } from "./table.tsx";

/** Numbers that a list can show, by the titles of their columns. */
const figures = {
  Tries: ({ tries }: ShownRequest) => (tries === 0 ? "" : String(tries)),
  Tokens: ({ input }: ShownRequest) => formatTokens(input),
  In: ({ input }: ShownRequest) => formatTokens(input),
  Out: ({ output }: ShownRequest) => formatTokens(output),
  Cost: ({ cost }: ShownRequest) => cost,
  "First token": ({ firstTokenMs }: ShownRequest) => formatMs(firstTokenMs),
  First: ({ firstTokenMs }: ShownRequest) => formatMs(firstTokenMs),
  Total: ({ totalMs }: ShownRequest) => formatMs(totalMs),
} as const;

interface RequestTableProps {
  readonly requests: readonly ShownRequest[];
  /** Title of the column that tells how a request stands. */
  readonly state: "State" | "Outcome";
  readonly numbers: readonly (keyof typeof figures)[];
  readonly now: number;
}

/** Requests, one a row, each a link to its own page. */
export function RequestTable({ requests, state, numbers, now }: RequestTableProps) {
  const columns = ["Time", "Route", "Model, served by", state] as const;
  return (
    <Table columns={[...columns, ...numbers.map((title) => ({ title, num: true }) as const)]}>
      {requests.map((request) => (
        <Row>
          <Cell nowrap>
            <a href={`/requests/${request.id}`}>{formatMoment(request.startedAt, new Date(now))}</a>
          </Cell>
          <Cell>
            <Tag>{request.route}</Tag>
          </Cell>
          <Cell lead>
            <b>
              <Name>{request.model}</Name>
            </b>{" "}
            <span class="muted">
              <Name>{request.provider ?? "no provider"}</Name>
            </span>
          </Cell>
          <Cell>
            <Status tone={request.state.tone}>{request.state.word}</Status>
          </Cell>
          {numbers.map((title) => (
            <Cell num label={title}>
              {figures[title](request)}
            </Cell>
          ))}
        </Row>
      ))}
    </Table>
  );
}
