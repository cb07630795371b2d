import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Card } from "../../components/card.tsx";
import { Tag } from "../../components/status.tsx";

/** How the model was chosen: what was asked, what matched, what came of it. */
export function RouteCard({ request }: { readonly request: RequestDetail }) {
  const { requestedModel, route, routeMatch, model } = request;
  return (
    <Card id="route" title="Route" aside={<Tag on>{route}</Tag>}>
      <div class="body">
        <ol class="time">
          <li>
            <span>
              Asked for <code>{requestedModel || "no model"}</code>
            </span>
          </li>
          <li class="ok">
            <span>
              <b>{route}</b>
              {routeMatch !== undefined && `: ${routeMatch}`}
            </span>
          </li>
          <li>
            <span>
              Model <b>{model}</b>
            </span>
          </li>
        </ol>
      </div>
    </Card>
  );
}
