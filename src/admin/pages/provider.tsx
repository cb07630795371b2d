import type { Hono } from "hono";
import { providerRow } from "../../providers/table.ts";
import { Card, Empty, PlainCard } from "../components/card.tsx";
import { PageHead } from "../components/page.tsx";
import { Facts } from "../components/stats.tsx";
import { Status } from "../components/status.tsx";
import type { PageTools } from "../show-page.tsx";
import { listProviders, type StandingProvider } from "../state/list-providers.ts";

function ProviderFacts({ standing }: { readonly standing: StandingProvider }) {
  const { provider, state } = standing;
  const row = providerRow(provider.type);
  return (
    <Card id="connection" title="Connection" aside={<Status tone={state.tone}>{state.word}</Status>}>
      <div class="body">
        <Facts
          facts={[
            ["Type", `${row.title} (${provider.type})`],
            ["State", state.detail],
            ["Base URL", <code>{provider.baseUrl ?? row.baseUrl ?? "none"}</code>],
            ["Signs in with", provider.authType],
            ["Keys", provider.keys.map((key) => key.masked()).join(", ")],
            ["Extra headers", Object.keys(provider.headers).join(", ")],
            ["Models", provider.models.join(", ")],
          ]}
        />
      </div>
    </Card>
  );
}

/** Mounts the page of one provider. */
export function mountProvider(app: Hono, { deps, show }: PageTools): void {
  app.get("/providers/:name", (context) => {
    const name = context.req.param("name");
    const standing = listProviders(deps).find(({ provider }) => provider.name === name);
    const lead = <a href="/providers">Providers</a>;
    return show(
      context,
      { title: name, current: "providers", ...(!standing && { status: 404 }) },
      <>
        <PageHead title={name} lead={lead} />
        {standing ? (
          <ProviderFacts standing={standing} />
        ) : (
          <PlainCard>
            <Empty title="No such provider" text="It may have been renamed or removed." />
          </PlainCard>
        )}
      </>,
    );
  });
}
