import type { Hono } from "hono";
import type { ModelConfig } from "../../config/config.ts";
import { Empty, PlainCard } from "../components/card.tsx";
import { PageHead } from "../components/page.tsx";
import { Status, Tag } from "../components/status.tsx";
import { Cell, type Column, Row, Table } from "../components/table.tsx";
import type { PageTools } from "../show-page.tsx";
import { listProviders, type StandingProvider } from "../state/list-providers.ts";
import { routesOf } from "../state/routes-of.ts";

const columns: readonly Column[] = ["Priority", "Provider, actual model", "State", "Effort"];

interface ModelProps {
  readonly model: ModelConfig;
  readonly routes: readonly string[];
  readonly providers: readonly StandingProvider[];
}

function Model({ model, routes, providers }: ModelProps) {
  const stateOf = (name: string) => providers.find(({ provider }) => provider.name === name)?.state;
  const ready = model.mappings.filter(({ provider }) => stateOf(provider)?.ready).length;
  const tone = ready > 0 ? "ok" : "bad";
  const word = ready === model.mappings.length ? "Ready" : `${ready} of ${model.mappings.length} ready`;
  return (
    <details class="item">
      <summary>
        <b>{model.name}</b>
        <ol class="chain">
          {model.mappings.map(({ provider }) => (
            <li>{provider}</li>
          ))}
        </ol>
        <span>
          {routes.map((route) => (
            <Tag on>{route}</Tag>
          ))}
          <Status tone={tone}>{ready === 0 ? "None ready" : word}</Status>
        </span>
      </summary>
      <div>
        <Table columns={columns}>
          {model.mappings.map(({ provider, actualModel, priority, reasoningEffort }) => {
            const state = stateOf(provider);
            return (
              <Row>
                <Cell nowrap>{priority}</Cell>
                <Cell lead>
                  <b>{provider}</b> <code>{actualModel}</code>
                </Cell>
                <Cell grow>
                  <Status tone={state?.tone ?? "warn"}>{state?.word ?? "Unknown provider"}</Status>
                </Cell>
                <Cell label="Effort">{reasoningEffort ?? "as asked"}</Cell>
              </Row>
            );
          })}
        </Table>
      </div>
    </details>
  );
}

/** Mounts the models with their mappings. */
export function mountModels(app: Hono, { deps, show }: PageTools): void {
  app.get("/models", (context) => {
    const { models, router } = deps.config();
    const providers = listProviders(deps);
    return show(
      context,
      { title: "Models", current: "models" },
      <>
        <PageHead
          title="Models"
          lead={`${models.length} names that clients and routes use. Each tries its providers from the top.`}
        />
        <PlainCard label="Models">
          {models.length === 0 ? (
            <Empty title="No models" text="A model is a name and the providers that serve it." />
          ) : (
            models.map((model) => (
              <Model model={model} routes={routesOf(router, model.name)} providers={providers} />
            ))
          )}
        </PlainCard>
      </>,
    );
  });
}
