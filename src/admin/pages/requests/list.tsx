import type { LiveRequest } from "../../../pipeline/live-requests.ts";
import { formatCount } from "../../../usage/format-figures.ts";
import type { RequestPage } from "../../../usage/queries/find-requests.ts";
import { Empty } from "../../components/card.tsx";
import { RequestTable } from "../../components/request-table.tsx";
import { filterWords, isFiltered, matchesLive, type RequestQuery, urlOf } from "../../state/request-query.ts";
import { shownEnded, shownLive } from "../../state/shown-request.ts";
import { isCapped } from "./filter.tsx";

const numbers = ["Tries", "In", "Out", "Cost", "First", "Total"] as const;

function NothingFound({ query, now }: { readonly query: RequestQuery; readonly now: number }) {
  return isFiltered(query) || query.range !== "all" ? (
    <Empty title="No request matches" text={`${filterWords(query, now)}.`}>
      <a class="btn" href="/requests?range=all">
        Clear filter
      </a>
    </Empty>
  ) : (
    <Empty title="No requests yet" text="Requests appear here as they arrive, with the route they took.">
      <a class="btn" href="/test">
        Send a test
      </a>
    </Empty>
  );
}

/** One page of the list; what is still running stands above the newest. */
export function RequestList(props: {
  readonly query: RequestQuery;
  readonly live: readonly LiveRequest[];
  readonly page: RequestPage;
  /** Of all pages. */
  readonly total: number;
  readonly now: number;
}) {
  const { query, page, total, now } = props;
  const live = query.before === "" ? props.live.filter((one) => matchesLive(query, one)) : [];
  const shown = [...live.map((one) => shownLive(one, now)), ...page.requests.map(shownEnded)];
  const older = page.next && urlOf(query, { before: `${page.next.startedAt}.${page.next.seq}` });
  return (
    <section class="card" id="list" aria-label="Requests">
      {shown.length === 0 ? (
        <NothingFound query={query} now={now} />
      ) : (
        <>
          <RequestTable requests={shown} state="Outcome" numbers={numbers} now={now} />
          <div class="bar">
            {query.before !== "" && (
              <a class="btn" href={urlOf(query, { before: "" })}>
                Newest
              </a>
            )}
            {older && (
              <a class="btn" href={older}>
                Older
              </a>
            )}
            <small>
              {page.requests.length} of {isCapped(query, total) && "at least "}
              {formatCount(total)}
            </small>
          </div>
        </>
      )}
    </section>
  );
}
