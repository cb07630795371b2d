import type { ProviderConfig } from "../../../config/config.ts";
import { formatCount, formatMs } from "../../../usage/format-figures.ts";
import { Aside, Card } from "../../components/card.tsx";
import { Name } from "../../components/name.tsx";
import { Status } from "../../components/status.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";
import type { StandingProvider } from "../../state/list-providers.ts";
import type { UsageFigures } from "../../state/read-overview.ts";
import { whyAndUntil } from "../../words/rest.ts";
import { addressOf } from "../providers/address-of.ts";

function credentialKind({ authType, keys, unsetVariables }: ProviderConfig): string {
  if (authType === "passthrough") return "passthrough";
  if (authType === "oauth") return "login";
  const count = keys.length + unsetVariables.length;
  if (count === 0) return "no key";
  return count === 1 ? "key" : `${count} keys`;
}

const mostShown = 12;

/** Each provider with its state, calls and first-token time, the busiest first. */
export function ProvidersCard(props: {
  readonly providers: readonly StandingProvider[];
  readonly usage: UsageFigures | undefined;
  readonly count: string;
  /** Title of the column of calls: the range they are of. */
  readonly calls: string;
  readonly now: number;
}) {
  const { providers, usage, count, now } = props;
  const callsOf = (name: string): number =>
    (usage?.targets ?? [])
      .filter((target) => target.provider === name)
      .reduce((sum, { attempts }) => sum + attempts, 0);
  const busiest = providers.toSorted(
    (one, other) => callsOf(other.provider.name) - callsOf(one.provider.name),
  );
  const columns = [
    "Name",
    "State",
    { title: props.calls, num: true },
    { title: "First token p50", num: true },
  ] as const;
  return (
    <Card id="providers" title="Providers" aside={<Aside>{count} ready</Aside>}>
      <Table columns={columns}>
        {busiest.slice(0, mostShown).map(({ provider, state }) => {
          return (
            <Row>
              <Cell head grow detail={credentialKind(provider)}>
                <a href={addressOf(provider.name)}>
                  <Name>{provider.name}</Name>
                </a>
              </Cell>
              <Cell grow detail={whyAndUntil(state, now)}>
                <Status tone={state.tone}>{state.word}</Status>
              </Cell>
              <Cell num label={props.calls}>
                {usage && formatCount(callsOf(provider.name))}
              </Cell>
              <Cell num label="First token p50">
                {formatMs(usage?.latencies.byProvider.get(provider.name)?.p50)}
              </Cell>
            </Row>
          );
        })}
      </Table>
      {providers.length > mostShown && (
        <div class="bar">
          <a class="btn" href="/providers">
            All {providers.length} providers
          </a>
        </div>
      )}
    </Card>
  );
}
