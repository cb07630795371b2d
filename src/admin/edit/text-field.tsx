import type { Child } from "hono/jsx";
import { Field, invalidProps } from "../components/form.tsx";
import { problemOf, type Refusal } from "./refusal.tsx";

interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly configKey?: string;
  readonly help?: Child;
  readonly value?: string | number | undefined;
  readonly placeholder?: string | undefined;
  readonly type?: "text" | "number" | "password";
  readonly unit?: string;
  readonly required?: boolean;
  readonly refusal: Refusal | undefined;
  /** Where two forms of a page have a field of the same name. */
  readonly id?: string;
}

/** One line to type in; after a refusal it holds what was entered, unless that is a secret. */
export function TextField(props: TextFieldProps) {
  const { name, label, configKey, help, type = "text", unit, refusal, id = name } = props;
  const error = problemOf(refusal, name);
  const value = type === "password" ? undefined : (refusal?.values[name] ?? props.value);
  const input = (
    <input
      id={id}
      name={name}
      type={type}
      value={value === undefined ? undefined : String(value)}
      placeholder={props.placeholder}
      required={props.required}
      autocomplete="off"
      {...(type === "number" && { step: "any" })}
      {...invalidProps(id, error)}
    />
  );
  return (
    <Field
      id={id}
      label={label}
      error={error}
      {...(configKey !== undefined && { configKey })}
      {...(help !== undefined && { help })}
    >
      {unit === undefined ? (
        input
      ) : (
        <span class="row">
          {input} {unit}
        </span>
      )}
    </Field>
  );
}
