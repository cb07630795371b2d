import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Card } from "../../components/card.tsx";
import { Name } from "../../components/name.tsx";
import { Tag } from "../../components/status.tsx";

/** The rules in the order they are asked. */
const rules = [
  ["websearch", "Web search"],
  ["subagent", "Subagent"],
  ["think", "Think"],
  ["background", "Background"],
  ["long_context", "Long context"],
] as const;

/** How the model was chosen: what was asked, what said no and what yes, what came of it. */
export function RouteCard({ request }: { readonly request: RequestDetail }) {
  const { requestedModel, route, routeMatch, model } = request;
  const at = rules.findIndex(([name]) => name === route);
  const passed = at < 0 ? rules : rules.slice(0, at);
  return (
    <Card id="route" title="Route" aside={<Tag on>{route}</Tag>}>
      <div class="body">
        <ol class="time">
          <li>
            <span>
              Asked for <code>{requestedModel || "no model"}</code>
            </span>
          </li>
          {passed.map(([, title]) => (
            <li>
              <span class="muted">{title}: no</span>
            </li>
          ))}
          <li class="ok">
            <span>
              <b>{rules[at]?.[1] ?? (route === "direct" ? "Direct" : "Default")}</b>
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
