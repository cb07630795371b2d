import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Card } from "../../components/card.tsx";

/** What the client was told in headers of how its answer came about. */
export function HeadersCard({ request }: { readonly request: RequestDetail }) {
  const { id, route, model, provider, tries } = request;
  const headers = [
    ["request-id", id],
    ["x-ccm-route", route],
    ["x-ccm-model", model],
    ["x-ccm-provider", provider],
    ["x-ccm-attempts", String(tries)],
  ] as const;
  const lines = headers.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return (
    <Card id="headers" title="Headers returned">
      <div class="body">
        <pre>{lines.join("\n")}</pre>
      </div>
    </Card>
  );
}
