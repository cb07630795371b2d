import { formatBytes } from "../../../usage/format-figures.ts";
import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Card } from "../../components/card.tsx";
import { Facts } from "../../components/stats.tsx";

const endpoints: Readonly<Record<string, string>> = {
  messages: "POST /v1/messages",
  count_tokens: "POST /v1/messages/count_tokens",
  chat_completions: "POST /v1/chat/completions",
  responses: "POST /v1/responses",
};

/** Who asked, in what form, and what it got. */
export function ClientCard({ request }: { readonly request: RequestDetail }) {
  const { program, requestClass, agent, session, endpoint, requestBytes, stream, status, stopReason } =
    request;
  return (
    <Card id="client" title="Client">
      <div class="body">
        <Facts
          facts={[
            ["Program", program],
            ["Class", requestClass],
            ["Agent", agent],
            [
              "Session",
              session !== undefined && (
                <a href={`/requests?range=all&session=${encodeURIComponent(session)}`}>{session}</a>
              ),
            ],
            ["Endpoint", <code>{endpoints[endpoint] ?? endpoint}</code>],
            ["Body", `${formatBytes(requestBytes)}, ${stream ? "stream" : "whole answer"}`],
            [
              "Answer",
              <>
                {status}
                {stopReason !== undefined && (
                  <>
                    , <code>{stopReason}</code>
                  </>
                )}
              </>,
            ],
            ["Failure", request.failureMessage !== undefined && `"${request.failureMessage}"`],
          ]}
        />
      </div>
    </Card>
  );
}
