import type { FeatureName } from "../../../pipeline/probe/feature-name.ts";
import type { ProbePlan } from "../../../pipeline/probe/plan-probes.ts";
import type { ProbeResult } from "../../../pipeline/probe/probe-provider.ts";
import { formatDollars } from "../../../usage/format-figures.ts";
import { Aside, Card, Empty } from "../../components/card.tsx";
import { Form } from "../../components/form.tsx";
import { Name } from "../../components/name.tsx";
import { Status, type Tone } from "../../components/status.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";
import { addressOf } from "../providers/address-of.ts";

const titles: Readonly<Record<FeatureName, string>> = {
  streaming: "Streaming",
  tools: "Tools",
  parallel_tools: "Parallel",
  thinking: "Thinking",
  images: "Images",
  pdf: "PDF",
};

const outcomes: Readonly<Record<ProbeResult["outcome"], { readonly tone: Tone; readonly word: string }>> = {
  ok: { tone: "ok", word: "Yes" },
  unsupported: { tone: "off", word: "No" },
  refused: { tone: "bad", word: "Refused" },
  untried: { tone: "wait", word: "Not sent" },
};

function costWords({ atMost, mappings, unpriced, plan }: ProbePlan): string {
  if (plan) return "a plan pays";
  if (unpriced.length === mappings.length) return "price unknown";
  const known = atMost === 0 ? "free" : `at most ${formatDollars(atMost)} for all`;
  return unpriced.length === 0 ? known : `${known}, ${unpriced.length} of unknown price`;
}

/** Why what was asked for was not given: the same words once. */
function Reasons({ results }: { readonly results: readonly ProbeResult[] }) {
  const said = new Map<string, string[]>();
  for (const { feature, reason } of results) {
    if (reason !== undefined) said.set(reason, [...(said.get(reason) ?? []), titles[feature].toLowerCase()]);
  }
  if (said.size === 0) return null;
  return (
    <Row sub>
      <Cell lead span={Object.keys(titles).length + 2}>
        {[...said].map(([reason, features]) => (
          <small class="muted">
            {features.join(", ")}: {reason}
          </small>
        ))}
      </Cell>
    </Row>
  );
}

/** What each model of a provider was found to be able to do. */
export function Capabilities(props: { readonly plan: ProbePlan; readonly results: readonly ProbeResult[] }) {
  const { plan, results } = props;
  const { name } = plan.provider;
  if (plan.mappings.length === 0) {
    return (
      <Card id="capabilities" title="What its models can">
        <Empty text="No model is mapped to this provider, so there is nothing to ask.">
          <a class="btn" href="/models#new">
            Add model
          </a>
        </Empty>
      </Card>
    );
  }
  return (
    <Card id="capabilities" title="What its models can" aside={<Aside>{costWords(plan)}</Aside>}>
      <Table columns={["Model", ...plan.features.map((feature) => titles[feature]), ""]}>
        {plan.mappings.map(({ actualModel: model }) => {
          const own = results.filter((result) => result.model === model);
          return (
            <>
              <Row>
                <Cell head lead>
                  <Name>{model}</Name>
                </Cell>
                {plan.features.map((feature) => {
                  const outcome = own.find((result) => result.feature === feature)?.outcome;
                  return (
                    <Cell label={titles[feature]}>
                      {outcome && <Status tone={outcomes[outcome].tone}>{outcomes[outcome].word}</Status>}
                    </Cell>
                  );
                })}
                <Cell num>
                  <Form action={`${addressOf(name)}/capabilities`} waiting="Testing">
                    <input type="hidden" name="model" value={model} />
                    <button class="btn s" type="submit" aria-label={`Test what ${model} can`}>
                      Test
                    </button>
                  </Form>
                </Cell>
              </Row>
              <Reasons results={own} />
            </>
          );
        })}
      </Table>
      <p class="help bar">
        A test sends {plan.features.length} small requests, which stand in the list of requests.
      </p>
    </Card>
  );
}
