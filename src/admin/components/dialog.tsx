import type { Child } from "hono/jsx";
import { Form } from "./form.tsx";
import { Name } from "./name.tsx";

interface DialogProps {
  readonly id: string;
  readonly title: string;
  /** What stops working. */
  readonly text: Child;
  readonly action: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** The verb that names the effect. */
  readonly confirm: string;
  /** Its opposite, and where the focus is: Keep, Stay, Not now. */
  readonly refuse: string;
  readonly danger?: boolean;
}

/** Asks before something that cannot be taken back. A button with `popovertarget={id}` opens it; no script is needed. */
export function Dialog(props: DialogProps) {
  const { id, title, text, action, fields = {}, confirm, refuse, danger = true } = props;
  return (
    <dialog class="card" popover="auto" id={id} aria-labelledby={`${id}-h`}>
      <h2 id={`${id}-h`}>
        <Name>{title}</Name>
      </h2>
      <p>{text}</p>
      <Form class="row" action={action}>
        {Object.entries(fields).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button class={danger ? "btn danger" : "btn primary"} type="submit">
          {confirm}
        </button>
        <button class="btn" type="button" popovertarget={id} popovertargetaction="hide" autofocus>
          {refuse}
        </button>
      </Form>
    </dialog>
  );
}
