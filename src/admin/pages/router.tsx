import type { Hono } from "hono";
import type { Child } from "hono/jsx";
import type { RouterConfig } from "../../config/config.ts";
import { PlainCard } from "../components/card.tsx";
import { PageHead } from "../components/page.tsx";
import type { PageTools } from "../show-page.tsx";

function GoesTo({ model }: { readonly model: string | undefined }) {
  return (
    <p>
      {model === undefined ? (
        <span class="muted">Off</span>
      ) : (
        <>
          goes to <b>{model}</b>
        </>
      )}
    </p>
  );
}

interface Question {
  readonly title: string;
  readonly text: Child;
  readonly answer: Child;
}

function questionsOf(router: RouterConfig): readonly Question[] {
  return [
    {
      title: "Web search",
      text: (
        <>
          The request offers a <code>web_search</code> tool.
        </>
      ),
      answer: <GoesTo model={router.websearch} />,
    },
    {
      title: "Subagent",
      text: (
        <>
          A system block names a model: <code>{"<CCM-SUBAGENT-MODEL>name</CCM-SUBAGENT-MODEL>"}</code>. The
          tag is taken out before sending.
        </>
      ),
      answer: null,
    },
    {
      title: "Think",
      text: `Any of these signs: ${router.thinkWhen.join(", ")}.`,
      answer: <GoesTo model={router.think} />,
    },
    {
      title: "Background",
      text: (
        <>
          The name sent by the client fits <code>{router.backgroundRegex.source}</code>, or the request is a
          title or a side task.
        </>
      ),
      answer: <GoesTo model={router.background} />,
    },
    {
      title: "Long context",
      text: `The request is longer than ${router.longContextTokens} tokens.`,
      answer: <GoesTo model={router.longContext} />,
    },
    {
      title: "Default",
      text: router.autoMap ? (
        <>
          A name that fits <code>{router.autoMapRegex.source}</code> and is not a model here. A model asked
          for by its exact name is served directly.
        </>
      ) : (
        "No model is named. Every name is served directly."
      ),
      answer: <GoesTo model={router.default} />,
    },
  ];
}

/** Mounts the router's questions in the order they are asked. */
export function mountRouter(app: Hono, { deps, show }: PageTools): void {
  app.get("/router", (context) =>
    show(
      context,
      { title: "Router", current: "router" },
      <>
        <PageHead
          title="Router"
          lead="ccm asks these questions from the top. The first yes chooses the model."
        />
        <PlainCard label="Routes">
          <ol class="steps">
            {questionsOf(deps.config().router).map(({ title, text, answer }) => (
              <li>
                <h2>{title}</h2>
                <p class="muted">{text}</p>
                {answer}
              </li>
            ))}
          </ol>
        </PlainCard>
      </>,
    ),
  );
}
