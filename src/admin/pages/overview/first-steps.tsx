import { Card } from "../../components/card.tsx";
import { PageHead } from "../../components/page.tsx";
import type { Overview } from "../../state/read-overview.ts";
import { shownEnded } from "../../state/shown-request.ts";
import { RecentCard } from "./recent.tsx";
import { UsageStats } from "./usage-stats.tsx";

/** The way to the first answer, with the step that is next; nothing once there is a default that can be served. */
export function StepsCard({ overview }: { readonly overview: Overview }) {
  const { providers, models, defaultModel } = overview;
  if (hasRoute(overview)) return null;
  const hasProvider = providers.length > 0;
  return (
    <Card id="go" title="Three steps to the first answer">
      <ol class="steps">
        <li class="hit">
          <h3>Add a provider</h3>
          <p class="muted">
            {hasProvider
              ? `Done: ${providers.map(({ provider }) => provider.name).join(", ")}.`
              : "Use a key, a login, or let Claude Code's own login pass through. Nothing is stored for the last."}
          </p>
          {!hasProvider && (
            <p class="row">
              <a class="btn primary" href="/providers#add">
                Add provider
              </a>
              <a class="btn" href="/accounts#add">
                Log in
              </a>
            </p>
          )}
        </li>
        <li class={hasProvider ? "hit" : undefined}>
          <h3>Choose the default model</h3>
          <p class="muted">
            One model with one provider is enough. Add others later and ccm tries them in order.
            {hasProvider && ` The default is ${defaultModel} now, and no model has that name.`}
          </p>
          {hasProvider && (
            <p class="row">
              <a class="btn primary" href="/models#new">
                Add model
              </a>
              {models > 0 && (
                <a class="btn" href="/router#default">
                  Choose the default
                </a>
              )}
            </p>
          )}
        </li>
        <li>
          <h3>Point the client here</h3>
          <p class="muted">Run this in the shell that starts Claude Code.</p>
          <pre>{'eval "$(ccm env)"\nclaude'}</pre>
        </li>
      </ol>
    </Card>
  );
}

/** Whether what no rule takes has somewhere to go. */
function hasRoute({ providers, defaultIsModel }: Overview): boolean {
  return providers.length > 0 && defaultIsModel;
}

/** The Overview while there is no provider. */
export function FirstSteps({ overview }: { readonly overview: Overview }) {
  const { usage, now } = overview;
  return (
    <>
      <PageHead title="Overview" lead="ccm is running and has nowhere to send requests yet." />
      <StepsCard overview={overview} />
      {"answer" in usage && (
        <>
          <UsageStats usage={usage.answer} />
          <RecentCard requests={usage.answer.recent.map(shownEnded)} now={now} />
        </>
      )}
    </>
  );
}
