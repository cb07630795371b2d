import type { Context } from "hono";
import { Note } from "../components/note.tsx";

/** Says after the redirect what became of a form. */
export function SavedNote({ context }: { readonly context: Context }) {
  switch (context.req.query("saved")) {
    case "yes":
      return (
        <Note tone="ok">
          Saved, and in use from the next request on. The old file stays as <code>config.toml.bak</code>.
        </Note>
      );
    case "same":
      return <Note tone="ok">Nothing was changed.</Note>;
    default:
      return null;
  }
}

/** Stands in the place of forms while the file cannot be edited. */
export function CannotEditNote() {
  return (
    <Note tone="warn" action={{ href: "/settings#file", label: "Show the file" }}>
      The config file on disk has errors. It can be edited here once they are mended.
    </Note>
  );
}
