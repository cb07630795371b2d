import type { Context } from "hono";
import type { Finding } from "../../config/config.ts";
import { type ConfigEdit, editConfig } from "../../config/edit.ts";
import { saveConfig } from "../../config/save-config.ts";
import { UserError } from "../../errors.ts";
import type { PageFrame, PageTools } from "../show-page.tsx";
import { FileChanged } from "./file-changed.tsx";
import { FieldError, type FormValues, readFormValues } from "./form-values.ts";
import { type OpenConfigFile, openConfigFile } from "./open-config-file.ts";
import type { Refusal } from "./refusal.tsx";

/** What a form asks for. */
export interface Submission {
  /** Of the page that tells of a change on disk. */
  readonly frame: PageFrame;
  /** Where the form stands. */
  readonly page: string;
  /** Where it leads once saved, if that is elsewhere. */
  readonly next?: (values: FormValues) => string;
  /** @throws UserError, best a `FieldError`, for what cannot be saved. */
  readonly edits: (open: OpenConfigFile, values: FormValues) => readonly ConfigEdit[];
  /** Shows the form again with what was entered. */
  readonly again: (context: Context, refusal: Refusal) => Response | Promise<Response>;
}

/** Applies forms to the config file. */
export interface Editor {
  readonly open: () => Promise<OpenConfigFile | undefined>;
  readonly submit: (context: Context, submission: Submission) => Promise<Response>;
}

/** `router.background_regex` is entered in the field `background_regex`. */
function fieldOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function problemsOf(findings: readonly Finding[]): Refusal["problems"] {
  return findings
    .filter(({ severity }) => severity === "error")
    .map(({ path, message }) => ({ field: fieldOf(path), message }));
}

function withSaved(address: string, word: "yes" | "same"): string {
  const [path = "", hash] = address.split("#", 2);
  const query = `${path.includes("?") ? "&" : "?"}saved=${word}`;
  return `${path}${query}${hash === undefined ? "" : `#${hash}`}`;
}

/** Creates the one way in which a form changes the config file: checked, whole, and never over a change it did not see. */
export function createEditor({ deps, show }: PageTools): Editor {
  const path = (): string => deps.config().path;
  const open = () => openConfigFile(path());

  async function submit(
    context: Context,
    { frame, page, next, edits, again }: Submission,
  ): Promise<Response> {
    const values = readFormValues(await context.req.parseBody());
    const target = next?.(values) ?? page;
    const changed = async (revision: string) => {
      await deps.reload();
      return show(
        context,
        { ...frame, status: 409 },
        <FileChanged
          title={frame.title}
          action={context.req.path}
          page={page}
          values={values}
          revision={revision}
        />,
      );
    };
    try {
      const file = await open();
      if (!file) throw new UserError("The config file on disk has errors: mend it first.");
      if (values.revision !== file.revision) return await changed(file.revision);
      const changes = edits(file, values);
      if (changes.length === 0) return context.redirect(withSaved(target, "same"), 303);
      const result = await saveConfig(path(), file.revision, editConfig(file.text, changes), process.env);
      if (result.kind === "changed") return await changed(result.revision);
      if (result.kind === "invalid")
        return await again(context, { values, problems: problemsOf(result.findings) });
      await deps.reload();
      return context.redirect(withSaved(target, "yes"), 303);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const field = error instanceof FieldError ? error.field : "";
      return again(context, { values, problems: [{ field, message: error.message }] });
    }
  }

  return { open, submit };
}
