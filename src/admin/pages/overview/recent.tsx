import { Card, Empty } from "../../components/card.tsx";
import { RequestTable } from "../../components/request-table.tsx";
import type { ShownRequest } from "../../state/shown-request.ts";

/** The requests that are being answered, and the last few that were. */
export function RecentCard({
  requests,
  now,
}: {
  readonly requests: readonly ShownRequest[];
  readonly now: number;
}) {
  return (
    <Card id="recent" title="Live and recent" aside={<a href="/requests">All requests</a>}>
      {requests.length === 0 ? (
        <Empty
          title="No requests yet"
          text="Requests appear here as they arrive, with the route they took and every attempt. Prompts and answers are not kept unless you ask for it."
        >
          <a class="btn" href="/test">
            Send a test
          </a>
        </Empty>
      ) : (
        <RequestTable
          requests={requests}
          state="State"
          numbers={["Tries", "Tokens", "Cost", "First token"]}
          now={now}
        />
      )}
    </Card>
  );
}
