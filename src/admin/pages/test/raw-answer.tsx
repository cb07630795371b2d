import { formatBody } from "../../../usage/format-body.ts";
import { Card } from "../../components/card.tsx";

/** What the client got, unchanged: a whole answer, or the events that the script adds as they come. */
export function RawAnswer({ raw }: { readonly raw: string | undefined }) {
  return (
    <Card id="raw" title={raw === undefined ? "Raw events" : "Raw answer"}>
      <div class="body">
        {raw === undefined && (
          <p class="help" data-before-events>
            What the client receives, event by event, as it comes.
          </p>
        )}
        <pre id="events" role="log" tabindex={0} aria-label="To the client" hidden={raw === undefined}>
          {raw === undefined ? "" : formatBody(raw)}
        </pre>
        <div data-copy="events" hidden>
          <div class="row">
            <button class="btn s" type="button">
              Copy
            </button>
            <small />
          </div>
        </div>
      </div>
    </Card>
  );
}
