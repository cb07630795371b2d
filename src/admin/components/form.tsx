import type { Child, PropsWithChildren } from "hono/jsx";
import { csrfField } from "../csrf.ts";
import { useShell } from "./shell.ts";

interface FormProps {
  readonly action: string;
  readonly class?: string;
  readonly id?: string;
  readonly label?: string;
  readonly labelledBy?: string;
  /** What the pressed button says until the answer is there: `Testing`. */
  readonly waiting?: string;
}

/** A form that changes something: always POST, always with the token that tells it from other sites' forms. */
export function Form(props: PropsWithChildren<FormProps>) {
  const { action, class: name, id, label, labelledBy, waiting, children } = props;
  return (
    <form
      method="post"
      action={action}
      class={name}
      id={id}
      aria-label={label}
      aria-labelledby={labelledBy}
      data-wait={waiting}
    >
      {children}
      <input type="hidden" name={csrfField} value={useShell().csrf} />
    </form>
  );
}

interface FieldProps {
  readonly id: string;
  readonly label: Child;
  /** Key of the config file that the field stands for. */
  readonly configKey?: string;
  readonly help?: Child;
  readonly error?: string | undefined;
}

/** One row of a form: label left, control and its help right. The control takes `id`, and `invalidProps` where it erred. */
export function Field({ id, label, configKey, help, error, children }: PropsWithChildren<FieldProps>) {
  return (
    <div class="field">
      <label for={id}>
        {label}
        {configKey !== undefined && (
          <small class="muted">
            {" "}
            <code>{configKey}</code>
          </small>
        )}
      </label>
      <div>
        {children}
        {error !== undefined && (
          <span class="err" id={`${id}-e`}>
            {error}
          </span>
        )}
        {help !== undefined && (
          <span class="help" id={`${id}-h`}>
            {help}
          </span>
        )}
      </div>
    </div>
  );
}

/** Attributes of a control whose value was refused. */
export function invalidProps(id: string, error: string | undefined): Readonly<Record<string, string>> {
  return error === undefined ? {} : { "aria-invalid": "true", "aria-describedby": `${id}-e` };
}

interface SegmentsProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly help?: Child;
  readonly error?: string | undefined;
}

/** One row of a form where one of a few is chosen. */
export function RadioField({ name, label, value, choices, help, error }: SegmentsProps) {
  return (
    <div class="field" role="radiogroup" aria-labelledby={`${name}-l`} id={name}>
      <span id={`${name}-l`}>{label}</span>
      <div>
        <span class="seg">
          {choices.map((choice) => (
            <label>
              <input type="radio" name={name} value={choice.value} checked={choice.value === value} />
              {choice.label}
            </label>
          ))}
        </span>
        {error !== undefined && <span class="err">{error}</span>}
        {help !== undefined && <span class="help">{help}</span>}
      </div>
    </div>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A list to choose from; a plain text is its own label. */
export function Select(props: {
  readonly name: string;
  readonly id?: string;
  readonly label?: string;
  readonly class?: string;
  readonly value: string;
  readonly choices: readonly (string | Choice)[];
}) {
  const choices = props.choices.map((choice) =>
    typeof choice === "string" ? { value: choice, label: choice } : choice,
  );
  return (
    <select name={props.name} id={props.id} class={props.class} aria-label={props.label}>
      {choices.map(({ value, label }) => (
        <option value={value} selected={value === props.value}>
          {label}
        </option>
      ))}
    </select>
  );
}
