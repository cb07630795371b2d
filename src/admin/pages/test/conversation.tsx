import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { PlainCard } from "../../components/card.tsx";
import { Form, Select } from "../../components/form.tsx";
import { Status } from "../../components/status.tsx";
import { efforts } from "../../state/efforts.ts";
import { type TestForm, type Turn, testFormats } from "../../state/test-conversation.ts";
import { testDialects } from "../../state/test-dialects.ts";
import { figuresOf, speakerOf } from "./result.tsx";

interface ConversationProps {
  readonly turns: readonly Turn[];
  readonly failure: string | undefined;
  /** The record of the last answer. */
  readonly request: RequestDetail | undefined;
  /** What was sent last; its choices stay. */
  readonly form: TestForm | undefined;
  readonly models: readonly string[];
  readonly providers: readonly string[];
  readonly defaultModel: string;
}

/** Text with its line ends. */
function Lines({ text }: { readonly text: string }) {
  return (
    <>
      {text.split("\n").map((line, index) => (
        <>
          {index > 0 && <br />}
          {line}
        </>
      ))}
    </>
  );
}

/** One turn; of the last answer it is known who gave it and what it took. */
function TurnArticle({ turn, request }: { turn: Turn; request: RequestDetail | undefined }) {
  const isMine = turn.role === "user";
  return (
    <article class={isMine ? "say me" : "say"}>
      <h2>
        {isMine ? "You" : request ? speakerOf(request) : "Answer"}
        {!isMine && request && <span>{figuresOf(request)}</span>}
      </h2>
      <p>
        <Lines text={turn.text} />
      </p>
    </article>
  );
}

/** A name that clients use and the router maps, and every configured one. */
function modelChoices(models: readonly string[], defaultModel: string) {
  return [
    { value: "claude-sonnet-5-5", label: "claude-sonnet-5-5, routed" },
    { value: "claude-haiku-5-5", label: "claude-haiku-5-5, routed" },
    ...models.map((name) => ({ value: name, label: name === defaultModel ? `${name}, default` : name })),
  ];
}

/** What a client may ask for beside the message; as the plainest client unless chosen. */
function Options({ form }: { readonly form: TestForm | undefined }) {
  const format = form?.format ?? "anthropic";
  return (
    <details>
      <summary>Options</summary>
      <div class="row">
        <span class="seg" role="radiogroup" aria-label="Speak as">
          {testFormats.map((name) => (
            <label>
              <input type="radio" name="format" value={name} checked={name === format} />
              {testDialects[name].title}
            </label>
          ))}
        </span>
        <label class="check">
          <input type="checkbox" name="plan" value="on" checked={form?.plan === true} />
          Plan mode
        </label>
        <Select
          name="effort"
          label="Effort"
          value={form?.effort ?? ""}
          choices={[
            { value: "", label: "No effort asked" },
            ...efforts.map((level) => ({ value: level, label: `Effort ${level}` })),
          ]}
        />
        <label class="row">
          Max tokens{" "}
          <input
            type="number"
            name="max_tokens"
            min="1"
            max="128000"
            value={String(form?.max_tokens ?? 1024)}
          />
        </label>
      </div>
    </details>
  );
}

/** The turns so far and the form for the next. */
export function Conversation(props: ConversationProps) {
  const { turns, failure, request, form, models, providers, defaultModel } = props;
  const history = failure === undefined ? turns : turns.slice(0, -1);
  return (
    <PlainCard label="Conversation">
      {turns.map((turn, index) => (
        <TurnArticle turn={turn} request={index === turns.length - 1 ? request : undefined} />
      ))}
      {failure !== undefined && (
        <article class="say">
          <h2>
            {request ? speakerOf(request) : "Answer"} <Status tone="bad">Failed</Status>
          </h2>
          <p>{failure}</p>
        </article>
      )}
      <Form class="bar" id="test" action="/test" label="Message" waiting="Waiting">
        <input type="hidden" name="history" value={JSON.stringify(history)} />
        <label class="sr" for="msg">
          Message
        </label>
        <textarea id="msg" name="message" rows={3} placeholder="Write a message" required>
          {failure === undefined ? "" : form?.message}
        </textarea>
        <Select
          name="model"
          label="Model"
          value={form?.model ?? "claude-sonnet-5-5"}
          choices={modelChoices(models, defaultModel)}
        />
        <Select
          name="provider"
          label="Provider"
          value={form?.provider ?? ""}
          choices={[
            { value: "", label: "By priority" },
            ...providers.map((name) => ({ value: name, label: `${name} only` })),
          ]}
        />
        <Options form={form} />
        <span class="row end">
          <button class="btn" type="button" data-stop disabled>
            Stop
          </button>
          <button class="btn primary" type="submit">
            Send
          </button>
        </span>
      </Form>
    </PlainCard>
  );
}
