import type { Hono } from "hono";
import type { ProviderConfig } from "../../config/config.ts";
import { Empty, PlainCard } from "../components/card.tsx";
import { PageHead } from "../components/page.tsx";
import { Status } from "../components/status.tsx";
import { Cell, type Column, Row, Table } from "../components/table.tsx";
import type { PageTools } from "../show-page.tsx";
import { countReady, listProviders, type StandingProvider } from "../state/list-providers.ts";
import { formatClock } from "../words/moments.ts";

const columns: readonly Column[] = ["Name, type", "State", "Credential", { title: "Mappings", num: true }];

function Credential({ provider }: { readonly provider: ProviderConfig }) {
  const { authType, keys, keyVariables, oauthProvider } = provider;
  if (authType === "passthrough") return "Passthrough";
  if (authType === "oauth") return <a href="/accounts">Login {oauthProvider}</a>;
  if (keys.length === 0) return <span class="muted">None</span>;
  return keys.map((key, index) => (
    <>
      <code>{keyVariables[index] === undefined ? key.masked() : `$${keyVariables[index]}`}</code>{" "}
    </>
  ));
}

function ProviderRow(props: { standing: StandingProvider; mappings: number; now: number }) {
  const { provider, state } = props.standing;
  const until = state.until === undefined ? "" : ` Until ${formatClock(state.until, props.now)}.`;
  return (
    <Row>
      <Cell head grow detail={provider.type}>
        <a href={`/providers/${encodeURIComponent(provider.name)}`}>{provider.name}</a>
      </Cell>
      <Cell grow detail={`${state.detail}${until}`}>
        <Status tone={state.tone}>{state.word}</Status>
      </Cell>
      <Cell lead>
        <Credential provider={provider} />
      </Cell>
      <Cell num label="Mappings">
        {props.mappings}
      </Cell>
    </Row>
  );
}

/** Mounts the list of providers. */
export function mountProviders(app: Hono, { deps, show }: PageTools): void {
  app.get("/providers", (context) => {
    const providers = listProviders(deps);
    const mappings = deps.config().models.flatMap((model) => model.mappings);
    return show(
      context,
      { title: "Providers", current: "providers" },
      <>
        <PageHead
          title="Providers"
          lead={providers.length === 0 ? undefined : `${countReady(providers)} ready.`}
        />
        <PlainCard label="Providers">
          {providers.length === 0 ? (
            <Empty title="No providers" text="Add one key or login and ccm can answer." />
          ) : (
            <Table columns={columns}>
              {providers.map((standing) => (
                <ProviderRow
                  standing={standing}
                  mappings={mappings.filter(({ provider }) => provider === standing.provider.name).length}
                  now={deps.now()}
                />
              ))}
            </Table>
          )}
        </PlainCard>
      </>,
    );
  });
}
