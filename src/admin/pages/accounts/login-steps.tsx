import type { LoginState } from "../../../auth/login-register.ts";
import { accountTitles } from "../../../auth/vendor.ts";
import { Aside, Card } from "../../components/card.tsx";
import { Form, invalidProps } from "../../components/form.tsx";
import { Note } from "../../components/note.tsx";
import { Status } from "../../components/status.tsx";
import type { PageLogin } from "../../state/started-logins.ts";
import { formatSpan } from "../../words/moments.ts";

interface StepsProps {
  readonly pending: PageLogin;
  readonly state: LoginState | undefined;
  readonly pasteError: string | undefined;
  readonly now: number;
}

function VendorLink({ pending }: { readonly pending: PageLogin }) {
  const { host } = new URL(pending.url);
  return (
    <a class="btn primary" href={pending.url} target="_blank" rel="noreferrer">
      Continue at {host}
    </a>
  );
}

function Waiting({ left }: { readonly left: string }) {
  return (
    <p>
      <Status tone="live">Waiting, {left} left</Status>{" "}
      <span class="muted">This page looks again every 5 seconds.</span>
    </p>
  );
}

function DeviceSteps({ pending, left }: { readonly pending: PageLogin; readonly left: string }) {
  return (
    <ol class="steps">
      <li class="hit">
        <h3>Open the page on any device</h3>
        <p>
          <a href={pending.url} target="_blank" rel="noreferrer">
            {pending.url}
          </a>
        </p>
      </li>
      <li class="hit">
        <h3>Enter this code</h3>
        <p class="row">
          <span class="big" id="user-code">
            {pending.userCode}
          </span>
          <span data-copy="user-code" hidden>
            <button class="btn s" type="button">
              Copy
            </button>
          </span>
        </p>
      </li>
      <li>
        <h3>Confirm there</h3>
        <Waiting left={left} />
      </li>
    </ol>
  );
}

function PasteForm({ pending, error }: { readonly pending: PageLogin; readonly error: string | undefined }) {
  return (
    <Form class="body" action="/accounts/finish">
      <p class="muted">
        {pending.form === "paste"
          ? "When the vendor's page shows a code, or does not load, paste the code or the whole address here."
          : "If the last page does not load, paste its address here."}
      </p>
      <input type="hidden" name="id" value={pending.id} />
      <label class="sr" for="pasted">
        Address or code
      </label>
      <input id="pasted" name="code" autocomplete="off" required {...invalidProps("pasted", error)} />
      {error !== undefined && (
        <p class="err" id="pasted-e">
          {error}
        </p>
      )}
      <p>
        <button class="btn" type="submit">
          Finish login
        </button>
      </p>
    </Form>
  );
}

/** A login under way: what the person does now, and how long it waits. */
export function LoginSteps({ pending, state, pasteError, now }: StepsProps) {
  const left = formatSpan(Math.max(0, pending.expiresAt - now));
  const failure = state?.status === "failed" ? state.error.message : undefined;
  const isOver = state === undefined || failure !== undefined;
  return (
    <Card
      id="add"
      title={`Log in to ${accountTitles[pending.vendor]}`}
      aside={<Aside>for {pending.login}</Aside>}
    >
      {isOver && <Note tone="bad">{failure ?? "This login is over: start another one."}</Note>}
      {!isOver && pending.form === "device" && <DeviceSteps pending={pending} left={left} />}
      {!isOver && pending.form !== "device" && (
        <>
          <div class="body">
            {pending.asked === "browser" && pending.form === "paste" && (
              <p class="muted">
                Port {pending.busyPorts.join(", ")} is busy, so what the browser ends on is pasted.
              </p>
            )}
            <p>
              <VendorLink pending={pending} />
            </p>
            {pending.form === "browser" && <Waiting left={left} />}
          </div>
          <PasteForm pending={pending} error={pasteError} />
        </>
      )}
      <div class="bar">
        {isOver ? (
          <a class="btn" href={`/accounts?vendor=${pending.vendor}#add`}>
            Start again
          </a>
        ) : (
          <Form action="/accounts/cancel">
            <input type="hidden" name="id" value={pending.id} />
            <button class="btn" type="submit">
              Cancel login
            </button>
          </Form>
        )}
      </div>
    </Card>
  );
}
