import { formatCost, formatMs, formatTokens } from "../../../usage/format-figures.ts";
import { formatMoment } from "../../../usage/format-moment.ts";
import { promptTokens } from "../../../usage/prompt-tokens.ts";
import type { RequestSummary } from "../../../usage/queries/request-rows.ts";
import { Card, Empty } from "../../components/card.tsx";
import { Status, Tag } from "../../components/status.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";
import { outcomeWords } from "../../words/outcome.ts";

const columns = [
  "Time",
  "Route",
  "Model, served by",
  "State",
  ...["Tries", "Tokens", "Cost", "First token"].map((title) => ({ title, num: true }) as const),
];

function RecentRow({ request, now }: { readonly request: RequestSummary; readonly now: number }) {
  const { tone, word } = outcomeWords(request);
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
      <Cell num label="Tries">
        {request.tries || ""}
      </Cell>
      <Cell num label="Tokens">
        {formatTokens(promptTokens(request.tokens))}
      </Cell>
      <Cell num label="Cost">
        {formatCost(request.cost, request.plan)}
      </Cell>
      <Cell num label="First token">
        {formatMs(request.firstTokenMs)}
      </Cell>
    </Row>
  );
}

/** The last few requests. */
export function RecentCard({
  requests,
  now,
}: {
  readonly requests: readonly RequestSummary[];
  readonly now: number;
}) {
  return (
    <Card id="recent" title="Recent requests" aside={<a href="/requests">All requests</a>}>
      {requests.length === 0 ? (
        <Empty
          title="No requests yet"
          text="Requests appear here as they end, with the route they took and every attempt. Prompts and answers are never kept."
        >
          <a class="btn" href="/test">
            Send a test
          </a>
        </Empty>
      ) : (
        <Table columns={columns}>
          {requests.map((request) => (
            <RecentRow request={request} now={now} />
          ))}
        </Table>
      )}
    </Card>
  );
}
