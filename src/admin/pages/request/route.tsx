import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Card } from "../../components/card.tsx";
import { Name } from "../../components/name.tsx";
import { Tag } from "../../components/status.tsx";
import { rulesUpTo } from "../../words/rules.ts";

/** How the model was chosen: what was asked, what said no and what yes, what came of it. */
export function RouteCard({ request }: { readonly request: RequestDetail }) {
  const { requestedModel, route, routeMatch, model } = request;
  const { passed, title } = rulesUpTo(route);
  return (
    <Card id="route" title="Route" aside={<Tag on>{route}</Tag>}>
      <div class="body">
        <ol class="time">
          <li>
            <span>
              Asked for <code>{requestedModel || "no model"}</code>
            </span>
          </li>
          {passed.map((rule) => (
            <li>
              <span class="muted">{rule.title}: no</span>
            </li>
          ))}
          <li class="ok">
            <span>
              <b>{title}</b>
              {routeMatch !== undefined && (
                <>
                  : <Name>{routeMatch}</Name>
                </>
              )}
            </span>
          </li>
          <li>
            <span>
              Model{" "}
              <b>
                <Name>{model}</Name>
              </b>
            </span>
          </li>
        </ol>
      </div>
    </Card>
  );
}
