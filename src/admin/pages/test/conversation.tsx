import { PlainCard } from "../../components/card.tsx";
import { Form, Select } from "../../components/form.tsx";
import { Status } from "../../components/status.tsx";
import type { TestForm, Turn } from "../../state/test-conversation.ts";
import { efforts } from "../../state/test-efforts.ts";

interface ConversationProps {
  readonly turns: readonly Turn[];
  readonly failure: string | undefined;
  /** What was sent last; its choices stay. */
  readonly form: TestForm | undefined;
  readonly models: readonly string[];
  readonly providers: readonly string[];
  readonly defaultModel: string;
}

function TurnArticle({ turn }: { readonly turn: Turn }) {
  const isMine = turn.role === "user";
  return (
    <article class={isMine ? "say me" : "say"}>
      <h2>{isMine ? "You" : "Answer"}</h2>
      <p>{turn.text}</p>
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

/** The turns so far and the form for the next. */
export function Conversation(props: ConversationProps) {
  const { turns, failure, form, models, providers, defaultModel } = props;
  const history = failure === undefined ? turns : turns.slice(0, -1);
  return (
    <PlainCard label="Conversation">
      {turns.map((turn) => (
        <TurnArticle turn={turn} />
      ))}
      {failure !== undefined && (
        <article class="say">
          <h2>
            Answer <Status tone="bad">Failed</Status>
          </h2>
          <p>{failure}</p>
        </article>
      )}
      <Form class="bar" id="test" action="/test" label="Message">
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
        <details>
          <summary>Options</summary>
          <div class="row">
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
        <span class="row end">
          <button class="btn primary" type="submit">
            Send
          </button>
        </span>
      </Form>
    </PlainCard>
  );
}
