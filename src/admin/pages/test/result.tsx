import { formatCost, formatMs, formatTokens } from "../../../usage/format-figures.ts";
import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Card, Empty } from "../../components/card.tsx";
import { Facts } from "../../components/stats.tsx";
import { AttemptsCard } from "../request/attempts.tsx";
import { RouteCard } from "../request/route.tsx";

/** How the last answer came about. */
export function TestResult({ request }: { readonly request: RequestDetail | undefined }) {
  if (!request) {
    return (
      <Card id="route" title="Route">
        <Empty text="After the first answer: its route, its attempts and what it cost." />
      </Card>
    );
  }
  const { tokens, provider, servedModel } = request;
  return (
    <>
      <RouteCard request={request} />
      <AttemptsCard request={request} />
      <Card id="figures" title="Figures" aside={<a href={`/requests/${request.id}`}>Full request</a>}>
        <div class="body">
          <Facts
            facts={[
              ["Served by", provider !== undefined && `${provider}, ${servedModel ?? ""}`],
              ["First token", formatMs(request.firstTokenMs)],
              ["Tokens out", formatTokens(tokens.output)],
              ["Cost", formatCost(request.cost, request.plan)],
            ]}
          />
        </div>
      </Card>
    </>
  );
}
