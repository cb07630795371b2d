import {
  formatCost,
  formatCount,
  formatDollars,
  formatRate,
  formatTokens,
} from "../../../usage/format-figures.ts";
import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Card, Empty } from "../../components/card.tsx";
import { Meter } from "../../components/meter.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";
import { tokenKinds } from "../../state/token-kinds.ts";

const columns = ["Kind", ...["Tokens", "$ per M", "Cost"].map((title) => ({ title, num: true }) as const)];

/** What was consumed, by kind; the kinds do not overlap. */
export function TokensCard({ request }: { readonly request: RequestDetail }) {
  const kinds = tokenKinds(request);
  const total = kinds.reduce((sum, { tokens }) => sum + tokens, 0);
  const { reasoning } = request.tokens;
  if (total === 0) {
    return (
      <Card id="tokens" title="Tokens and cost">
        <Empty text="The provider reported no tokens." />
      </Card>
    );
  }
  let from = 0;
  const stretches = kinds.map(({ series, tokens }) => {
    const stretch = { series, from, to: from + (tokens / total) * 100 };
    from = stretch.to;
    return stretch;
  });
  return (
    <Card id="tokens" title="Tokens and cost">
      <div class="body">
        <Meter
          stretches={stretches}
          label={kinds.map(({ name, tokens }) => `${name} ${formatTokens(tokens)}`).join(", ")}
        />
      </div>
      <Table stack={false} columns={columns}>
        {kinds.map(({ name, series, tokens, rate }) => (
          <Row>
            <Cell>
              <span class={`sw ${series}`} />
              {name}
              {name === "Output" && reasoning !== undefined && reasoning > 0 && (
                <span class="muted"> of which {formatCount(reasoning)} reasoning</span>
              )}
            </Cell>
            <Cell num>{formatCount(tokens)}</Cell>
            <Cell num>{formatRate(rate)}</Cell>
            <Cell num>{rate !== undefined && formatDollars((tokens * rate) / 1e6)}</Cell>
          </Row>
        ))}
        <Row>
          <Cell head>Total</Cell>
          <Cell num>
            <b>{formatCount(total)}</b>
          </Cell>
          <Cell />
          <Cell num>
            <b>{formatCost(request.cost, request.plan)}</b>
          </Cell>
        </Row>
      </Table>
    </Card>
  );
}
