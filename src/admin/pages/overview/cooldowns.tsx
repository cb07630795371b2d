import type { Cooldown } from "../../../chain/cooldown.ts";
import { Aside, Card, Empty } from "../../components/card.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";
import { counted } from "../../words/counted.ts";
import { credentialWords } from "../../words/credentials.ts";
import { failureWords } from "../../words/failures.ts";
import { formatClock, formatSpan } from "../../words/moments.ts";

/** Pairs that are not tried for now: why, and until when. */
export function CooldownsCard({
  cooldowns,
  now,
}: {
  readonly cooldowns: readonly Cooldown[];
  readonly now: number;
}) {
  return (
    <Card
      id="cooldowns"
      title="Cooldowns"
      aside={cooldowns.length > 0 && <Aside>{counted(cooldowns.length, "pair")} not tried for now</Aside>}
    >
      {cooldowns.length === 0 ? (
        <Empty text="Every ready provider is being tried." />
      ) : (
        <Table columns={["Credential, model", "Cause", { title: "Ends", num: true }]}>
          {cooldowns.map(({ key, cause, message, until, stated }) => (
            <Row>
              <Cell head lead detail={key.model ?? "all models"}>
                {credentialWords(key.credential ?? key.provider, key.provider)}
              </Cell>
              <Cell grow detail={`"${message}"`}>
                {failureWords(cause)}
                {stated && "; end stated"}
              </Cell>
              <Cell num detail={`in ${formatSpan(until - now)}`}>
                {formatClock(until, now)}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </Card>
  );
}
