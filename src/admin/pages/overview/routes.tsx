import { formatCount, formatShare } from "../../../usage/format-figures.ts";
import type { Share } from "../../../usage/queries/break-down.ts";
import { Card } from "../../components/card.tsx";
import { Meter } from "../../components/meter.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";

/** How requests were routed, by share. */
export function RoutesCard({ routes, title }: { readonly routes: readonly Share[]; readonly title: string }) {
  const all = routes.reduce((sum, { requests }) => sum + requests, 0);
  const ordered = routes.toSorted((one, other) => other.requests - one.requests);
  return (
    <Card id="routes" title={title} aside={<a href="/router">Router</a>}>
      <Table stack={false}>
        {ordered.map(({ name, requests }) => (
          <Row>
            <Cell head>{name}</Cell>
            <Cell>
              <Meter stretches={[{ series: "k2", from: 0, to: (requests / all) * 100 }]} />
            </Cell>
            <Cell num>{formatCount(requests)}</Cell>
            <Cell num muted>
              {formatShare(requests, all)}
            </Cell>
          </Row>
        ))}
      </Table>
    </Card>
  );
}
