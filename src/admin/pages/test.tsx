import type { Context, Hono } from "hono";
import { RequestError } from "../../errors.ts";
import { PageHead } from "../components/page.tsx";
import type { PageTools } from "../show-page.tsx";
import { findRequest } from "../state/find-request.ts";
import { readTestAnswer, sendTest } from "../state/send-test.ts";
import { readTestForm, type TestForm, type Turn } from "../state/test-conversation.ts";
import { Conversation } from "./test/conversation.tsx";
import { RawAnswer } from "./test/raw-answer.tsx";
import { TestResult } from "./test/result.tsx";

interface Shown {
  readonly form?: TestForm;
  readonly turns: readonly Turn[];
  readonly failure?: string;
  readonly raw?: string;
  readonly requestId?: string;
}

/** Mounts the Test page: a conversation through the real route and chain, whole without a script, streamed with it. */
export function mountTest(app: Hono, { deps, show }: PageTools): void {
  function page(context: Context, { form, turns, failure, raw, requestId }: Shown) {
    const { models, providers, router } = deps.config();
    const frame = { title: "Test", current: "test" } as const;
    const request = findRequest(deps, requestId);
    return show(
      context,
      frame,
      <>
        <PageHead
          title="Test"
          lead="Talks to ccm as a client does, through the same route and chain. It costs what it costs."
        >
          <a class="btn" href="/test">
            New conversation
          </a>
        </PageHead>
        <div class="wide">
          <Conversation
            turns={turns}
            failure={failure}
            request={request}
            form={form}
            models={models.map(({ name }) => name)}
            providers={providers.filter(({ enabled }) => enabled).map(({ name }) => name)}
            defaultModel={router.default}
          />
          <div class="pile" id="result">
            <TestResult request={request} />
            <RawAnswer raw={raw} />
          </div>
        </div>
      </>,
    );
  }

  async function readForm(context: Context): Promise<TestForm> {
    const form = readTestForm(await context.req.parseBody());
    if (!form) throw new RequestError("invalid_request", "Write a message first.");
    return form;
  }

  app.get("/test", (context) => page(context, { turns: [] }));

  app.post("/test", async (context) => {
    const form = await readForm(context);
    const asked: readonly Turn[] = [...form.history, { role: "user", text: form.message }];
    try {
      const response = await sendTest(deps, form, { stream: false, signal: context.req.raw.signal });
      const requestId = response.headers.get("x-ccm-request-id") ?? undefined;
      const answer = await readTestAnswer(response, form.format);
      const shown = { form, raw: answer.raw, ...(requestId !== undefined && { requestId }) };
      if ("failure" in answer) return page(context, { ...shown, turns: asked, failure: answer.failure });
      return page(context, { ...shown, turns: [...asked, { role: "assistant", text: answer.text }] });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return page(context, { form, turns: asked, failure: error.message });
    }
  });

  app.post("/test/stream", async (context) =>
    sendTest(deps, await readForm(context), { stream: true, signal: context.req.raw.signal }),
  );

  /** What the script puts beside an answer that it has streamed. */
  app.get("/test/result/:id", (context) => {
    const request = findRequest(deps, context.req.param("id"));
    // A test that was stopped may have no record yet.
    return request ? context.html(String(<TestResult request={request} />)) : context.body(null, 204);
  });
}
