import { PlainCard } from "../components/card.tsx";
import { Field } from "../components/form.tsx";
import { Note } from "../components/note.tsx";
import { PageHead } from "../components/page.tsx";
import { csrfField } from "../csrf.ts";
import { EditForm } from "./edit-form.tsx";
import type { FormValues } from "./form-values.ts";

/** What a page never holds; headers may be credentials, and without the field they stay as they are. */
const secretFields: ReadonlySet<string> = new Set(["api_key", "headers"]);
/** Fresh on every page. */
const ownFields: ReadonlySet<string> = new Set([csrfField, "revision"]);

/** Told when the file is no longer the one that the form was made from: take the file's side, or enter the same into it. */
export function FileChanged(props: {
  readonly title: string;
  readonly action: string;
  readonly page: string;
  readonly values: FormValues;
  readonly revision: string;
}) {
  const entries = Object.entries(props.values).filter(([name]) => !ownFields.has(name));
  const hasKey = (props.values.api_key ?? "") !== "";
  return (
    <>
      <PageHead title={props.title} />
      <Note tone="warn">
        <b>The config file changed on disk since this page was opened.</b> Nothing was saved.
      </Note>
      <PlainCard label="Both ways out">
        <EditForm action={props.action} revision={props.revision} label="Save what was entered">
          {entries
            .filter(([name]) => !secretFields.has(name))
            .map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
          {hasKey && (
            <Field id="api_key" label="Key" help="It is not kept in a page: enter it again.">
              <input type="password" id="api_key" name="api_key" autocomplete="off" />
            </Field>
          )}
          <div class="bar">
            <a class="btn primary" href={props.page}>
              Show the file as it is
            </a>
            <button class="btn" type="submit">
              Save what I entered
            </button>
            <small>Your fields replace those of the file; all else in it stays, extra headers too.</small>
          </div>
        </EditForm>
      </PlainCard>
    </>
  );
}
