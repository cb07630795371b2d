import { Card } from "../../components/card.tsx";
import { PageHead } from "../../components/page.tsx";
import type { Overview } from "../../state/read-overview.ts";
import { shownEnded } from "../../state/shown-request.ts";
import { RecentCard } from "./recent.tsx";
import { UsageStats } from "./usage-stats.tsx";

/** The Overview while there is no provider: the way to the first answer. */
export function FirstSteps({ overview }: { readonly overview: Overview }) {
  const { usage, now } = overview;
  return (
    <>
      <PageHead title="Overview" lead="ccm is running and has nowhere to send requests yet." />
      <Card id="go" title="Three steps to the first answer">
        <ol class="steps">
          <li class="hit">
            <h3>Add a provider</h3>
            <p class="muted">
              Use a key, a login, or let Claude Code's own login pass through. Nothing is stored for the last.
            </p>
            <p class="row">
              <a class="btn primary" href="/providers">
                Add provider
              </a>
              <a class="btn" href="/accounts#add">
                Log in
              </a>
            </p>
          </li>
          <li>
            <h3>Choose the default model</h3>
            <p class="muted">
              One model with one provider is enough. Add others later and ccm tries them in order.
            </p>
          </li>
          <li>
            <h3>Point the client here</h3>
            <p class="muted">Run this in the shell that starts Claude Code.</p>
            <pre>{'eval "$(ccm env)"\nclaude'}</pre>
          </li>
        </ol>
      </Card>
      {"answer" in usage && (
        <>
          <UsageStats usage={usage.answer} />
          <RecentCard requests={usage.answer.recent.map(shownEnded)} now={now} />
        </>
      )}
    </>
  );
}
