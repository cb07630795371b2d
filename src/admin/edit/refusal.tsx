import { Note } from "../components/note.tsx";
import type { FormValues } from "./form-values.ts";

/** Why a form was not saved, and what was entered. */
export interface Refusal {
  readonly values: FormValues;
  /** `field` is empty, or no field's name, where the problem belongs to none. */
  readonly problems: readonly { readonly field: string; readonly message: string }[];
}

/** What is wrong with one field. */
export function problemOf(refusal: Refusal | undefined, field: string): string | undefined {
  return refusal?.problems.find((problem) => problem.field === field)?.message;
}

/** Says at the top of a page what was not saved. */
export function RefusalNote({ refusal }: { readonly refusal: Refusal | undefined }) {
  if (!refusal) return null;
  const atFields = refusal.problems.filter(({ field }) => field !== "");
  return (
    <Note tone="bad">
      <b>Not saved.</b>{" "}
      {refusal.problems.filter(({ field }) => field === "").map(({ message }) => `${message} `)}
      {atFields.length > 0 &&
        (atFields.length === 1 ? "One field needs a change: " : "Fields need a change: ")}
      {atFields.map(({ field, message }) => (
        <>
          <a href={`#${encodeURIComponent(field)}`}>{field}</a> {message}{" "}
        </>
      ))}
    </Note>
  );
}
