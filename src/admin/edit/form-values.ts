import { UserError } from "../../errors.ts";

/** The fields of a form by name; an unchecked box is absent. */
export type FormValues = Readonly<Record<string, string>>;

/** A value that cannot be saved, with the field it stands in. */
export class FieldError extends UserError {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** Takes the texts out of a parsed form; files are none of ccm's business. */
export function readFormValues(body: Readonly<Record<string, unknown>>): FormValues {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

/** A field without the space around it; `undefined` when nothing is left. */
export function textOf(values: FormValues, field: string): string | undefined {
  return values[field]?.trim() || undefined;
}

/** @throws FieldError when the field is empty. */
export function requiredTextOf(values: FormValues, field: string): string {
  const text = textOf(values, field);
  if (text === undefined) throw new FieldError(field, "This cannot be empty.");
  return text;
}

/** @throws FieldError when the field holds anything but a number. */
export function numberOf(values: FormValues, field: string): number | undefined {
  const text = textOf(values, field);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) throw new FieldError(field, "Write a number.");
  return number;
}

/** Texts separated by commas; `undefined` when there is none. */
export function listOf(values: FormValues, field: string): readonly string[] | undefined {
  const items = (values[field] ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
  return items.length === 0 ? undefined : items;
}

/** Whether a box is checked. */
export function isChecked(values: FormValues, field: string): boolean {
  return values[field] === "on";
}
