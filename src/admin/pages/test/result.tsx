import { formatCost, formatMs, formatTokens } from "../../../usage/format-figures.ts";
import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Card, Empty } from "../../components/card.tsx";
import { Name } from "../../components/name.tsx";
import { Facts } from "../../components/stats.tsx";
import { Tag } from "../../components/status.tsx";
import { AttemptsCard } from "../request/attempts.tsx";

/** `1.9 s, 118 tokens, $0.0003`. */
export function figuresOf({ durationMs, tokens, cost, plan }: RequestDetail): string {
  const output = formatTokens(tokens.output);
  return [formatMs(durationMs), output && `${output} tokens`, formatCost(cost, plan)]
    .filter(Boolean)
    .join(", ");
}

/** Who an answer is from. */
export function speakerOf({ model, provider }: RequestDetail): string {
  return provider === undefined ? model : `${model} by ${provider}`;
}

/** `translate, anthropic to openai-chat`; `relay` where both speak the same. */
function wayOf({ attempts, client }: RequestDetail): string {
  const last = attempts.findLast(({ outcome }) => outcome !== "skipped");
  if (!last) return "";
  return last.mode === "relay" ? `relay, ${client}` : `translate, ${client} to ${last.protocol}`;
}

/** How the last answer came about. The script takes the figures of its head from here. */
export function TestResult({ request }: { readonly request: RequestDetail | undefined }) {
  if (!request) {
    return (
      <Card id="route" title="Route">
        <Empty text="After the first answer: its route, its attempts and what it cost." />
      </Card>
    );
  }
  const { requestedModel, model, route, routeMatch, provider, servedModel } = request;
  return (
    <>
      <Card id="route" title="Route" aside={<a href={`/requests/${request.id}`}>Full request</a>}>
        <div class="body" data-speaker={speakerOf(request)} data-figures={figuresOf(request)}>
          <p>
            <Tag on>{route}</Tag> {routeMatch !== undefined && <Name>{routeMatch}</Name>}
          </p>
          <Facts
            facts={[
              ["Asked", <code>{requestedModel || "no model"}</code>],
              ["Model", model],
              [
                "Served by",
                provider !== undefined && (
                  <>
                    {provider}, <code>{servedModel}</code>
                  </>
                ),
              ],
              ["Way", wayOf(request)],
              ["First token", formatMs(request.firstTokenMs)],
            ]}
          />
        </div>
      </Card>
      <AttemptsCard request={request} />
    </>
  );
}
