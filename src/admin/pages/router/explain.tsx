import type { Child } from "hono/jsx";
import type { RouterConfig } from "../../../config/config.ts";
import type { ExplainedRoute, ExplainedTarget } from "../../../pipeline/explain-route.ts";
import type { RouteReason } from "../../../router/route.ts";
import { Card } from "../../components/card.tsx";
import { Select } from "../../components/form.tsx";
import { Name } from "../../components/name.tsx";
import { efforts } from "../../state/efforts.ts";
import type { RequestSketch } from "../../state/explain-request.ts";
import { formatClock } from "../../words/moments.ts";
import { rulesUpTo } from "../../words/rules.ts";

/** What each rule did not find. */
function missesOf(router: RouterConfig): Readonly<Partial<Record<RouteReason, string>>> {
  const or = (route: string | undefined, words: string): string => (route === undefined ? "off" : words);
  return {
    websearch: or(router.websearch, "no such tool"),
    subagent: "no tag",
    think: or(router.think, "none of its signs"),
    background: or(router.background, "another name, no side task"),
    long_context: or(router.longContext, "short enough"),
  };
}

/** `chatgpt is skipped until 16:40, then openrouter`. */
function chainWords(targets: readonly ExplainedTarget[], now: number): string {
  const words = targets.map(({ provider, skipped, until }) => {
    if (skipped === undefined) return provider;
    return until === undefined
      ? `${provider} is skipped (${skipped})`
      : `${provider} is skipped until ${formatClock(until, now)}`;
  });
  return words.join(", then ");
}

function Step({ hit = false, children }: { readonly hit?: boolean; readonly children?: Child }) {
  return <li class={hit ? "ok" : undefined}>{children}</li>;
}

/** What each question would say to a request, up to the one that chooses the model. */
export function Explanation(props: {
  readonly explained: ExplainedRoute;
  readonly router: RouterConfig;
  readonly now: number;
}) {
  const { explained, router, now } = props;
  const { requested, route, configured, targets } = explained;
  const misses = missesOf(router);
  const { passed, title } = rulesUpTo(route.reason);
  return (
    <ol class="time" id="explained" aria-label="Result" aria-live="polite">
      <Step>
        <span>
          Asked for <code>{requested}</code>
        </span>
      </Step>
      {passed.map((rule) => (
        <Step>
          <span class="muted">
            {rule.title}: {misses[rule.reason]}
          </span>
        </Step>
      ))}
      <Step hit>
        <span>
          <b>{title}</b>
          {route.matched !== undefined && (
            <>
              : <Name>{route.matched}</Name>
            </>
          )}
        </span>
        <span>
          Model{" "}
          <b>
            <Name>{route.model}</Name>
          </b>
        </span>
        <small>
          {!configured && "No such model is configured: the client is told so."}
          {configured && targets.length === 0 && "It has no mapping, so nobody can serve it."}
          <Name>{chainWords(targets, now)}</Name>
        </small>
      </Step>
    </ol>
  );
}

/** Describes a request, and says where it would go. The script asks again while the form is filled in. */
export function ExplainCard(props: {
  readonly sketch: RequestSketch;
  /** Absent until a name was given. */
  readonly explanation: Child | undefined;
}) {
  const { sketch, explanation } = props;
  const boxes = [
    ["web", "Offers web search"],
    ["plan", "Plan mode"],
    ["title", "Title request"],
  ] as const;
  return (
    <Card id="explain" title="Explain a request">
      <form class="body" action="/router#explain" data-explain="/router/explain">
        <label for="name">Model the client sends</label>
        <input
          id="name"
          name="name"
          class="mono"
          value={sketch.name}
          placeholder="claude-opus-5-5"
          autocomplete="off"
          maxlength={200}
        />
        {boxes.map(([name, label]) => (
          <label class="check">
            <input type="checkbox" name={name} value="on" checked={sketch[name] === "on"} />
            {label}
          </label>
        ))}
        <label for="effort">Effort</label>
        <Select
          id="effort"
          name="effort"
          value={sketch.effort}
          choices={[{ value: "", label: "Not asked" }, ...efforts]}
        />
        <button class="btn" type="submit">
          Explain
        </button>
        {explanation ?? <ol class="time" id="explained" aria-label="Result" aria-live="polite" hidden />}
      </form>
    </Card>
  );
}
