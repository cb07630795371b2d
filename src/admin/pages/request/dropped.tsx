import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Aside, Card } from "../../components/card.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";
import { effectOfLoss } from "../../words/losses.ts";

/** What translation left out; nothing at all where nothing was. */
export function DroppedCard({ request }: { readonly request: RequestDetail }) {
  const dropped = Object.entries(request.dropped);
  if (dropped.length === 0) return null;
  const target = request.attempts.find(({ outcome }) => outcome === "ok")?.protocol;
  return (
    <Card
      id="dropped"
      title="Left out by translation"
      aside={target && <Aside>{`${request.client} to ${target}`}</Aside>}
    >
      <Table columns={["Part", "Effect", { title: "Times", num: true }]}>
        {dropped.map(([name, count]) => (
          <Row>
            <Cell lead>
              <code>{name}</code>
            </Cell>
            <Cell lead muted>
              {effectOfLoss(name)}
            </Cell>
            <Cell num label="Times">
              {count}
            </Cell>
          </Row>
        ))}
      </Table>
    </Card>
  );
}
