import type { Context, Hono } from "hono";
import { Empty, PlainCard } from "../components/card.tsx";
import { Form } from "../components/form.tsx";
import { PageHead } from "../components/page.tsx";
import { createEditor } from "../edit/create-editor.tsx";
import { type Refusal, RefusalNote } from "../edit/refusal.tsx";
import { CannotEditNote, SavedNote } from "../edit/saved-note.tsx";
import type { PageTools } from "../show-page.tsx";
import { keepTheme, type Theme, themeOf, themes } from "../theme.ts";
import { needsRestart, settingsChanges } from "./settings/change-settings.ts";
import { DaemonCard } from "./settings/daemon-card.tsx";
import { FileCard, readFileOnDisk } from "./settings/file-card.tsx";
import { AccessForm, ServerForm, TimeoutsForm } from "./settings/server-forms.tsx";

const themeTitles: Readonly<Record<Theme, string>> = { auto: "System", light: "Light", dark: "Dark" };

function ThemeCard({ theme }: { readonly theme: Theme }) {
  return (
    <Form class="card" id="look" action="/settings/theme" labelledBy="h-look">
      <header>
        <h2 id="h-look">Appearance</h2>
      </header>
      <div class="body">
        <div class="row">
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be drawn as a box */}
          <span class="seg" role="group" aria-label="Theme">
            {themes.map((name) => (
              <button
                type="submit"
                name="theme"
                value={name}
                aria-pressed={name === theme ? "true" : "false"}
              >
                {themeTitles[name]}
              </button>
            ))}
          </span>
        </div>
        <p class="help">Kept in a cookie of this browser.</p>
      </div>
    </Form>
  );
}

/** Said after a change that the running process cannot take over. */
function RestartNote() {
  return (
    <div class="note">
      <div>
        <b>Restart needed.</b> Another host or port is used after it.
      </div>
      <button class="btn" type="button" popovertarget="restart">
        Restart
      </button>
    </div>
  );
}

const sections = [
  ["file", "File"],
  ["server", "Server"],
  ["access", "Access"],
  ["timeouts", "Timeouts"],
  ["look", "Appearance"],
  ["daemon", "Daemon"],
] as const;

function Contents() {
  return (
    <nav class="seg" aria-label="On this page">
      {sections.map(([id, title]) => (
        <a href={`#${id}`}>{title}</a>
      ))}
    </nav>
  );
}

const frame = { title: "Settings", current: "settings" } as const;
const formNames = Object.keys(settingsChanges) as readonly (keyof typeof settingsChanges)[]; // keys of a literal

/** A form that was not saved. */
interface RefusedForm {
  readonly form: keyof typeof settingsChanges;
  readonly refusal: Refusal;
}

/** Mounts the settings: every key of `[server]`, the file, the daemon. */
export function mountSettings(app: Hono, tools: PageTools): void {
  const { deps, show } = tools;
  const editor = createEditor(tools);

  async function page(context: Context, refused?: RefusedForm) {
    const open = await editor.open();
    const onDisk = await readFileOnDisk(deps.config().path);
    const refusalOf = (form: RefusedForm["form"]) => (refused?.form === form ? refused.refusal : undefined);
    const lead = (
      <>
        Everything here is in <code>config.toml</code>. Edit either; ccm sees both.
      </>
    );
    return show(
      context,
      { ...frame, ...(refused && { status: 400 }) },
      <>
        <PageHead title="Settings" lead={lead}>
          <Contents />
        </PageHead>
        <SavedNote context={context} />
        <RefusalNote refusal={refused?.refusal} />
        {context.req.query("restart") === "needed" && <RestartNote />}
        <FileCard deps={deps} onDisk={onDisk} showsText={context.req.query("show") === "file"} />
        {open ? (
          <>
            <ServerForm open={open} refusal={refusalOf("server")} />
            <AccessForm open={open} refusal={refusalOf("access")} />
            <TimeoutsForm open={open} refusal={refusalOf("timeouts")} />
          </>
        ) : (
          <CannotEditNote />
        )}
        <div class="two">
          <ThemeCard theme={themeOf(context)} />
          <DaemonCard deps={deps} />
        </div>
      </>,
    );
  }

  app.get("/settings", (context) => page(context));

  for (const form of formNames) {
    app.post(`/settings/${form}`, (context) =>
      editor.submit(context, {
        frame,
        page: "/settings",
        next: (values) => `/settings${needsRestart(values) ? "?restart=needed" : ""}#${form}`,
        edits: settingsChanges[form],
        again: (_, refusal) => page(context, { form, refusal }),
      }),
    );
  }

  app.post("/settings/check", async (context) => {
    await deps.reload();
    return context.redirect("/settings#file", 303);
  });

  app.post("/settings/restart", (context) => {
    // The answer must be out before the port closes.
    setTimeout(deps.restart, 100);
    const seconds = 2 + (deps.live.list().length > 0 ? Math.ceil(deps.config().server.drainMs / 1000) : 0);
    context.header("refresh", `${seconds}; url=/settings`);
    return show(
      context,
      frame,
      <>
        <PageHead title="Settings" />
        <PlainCard>
          <Empty
            title="ccm restarts"
            text="This page comes back by itself, at the address that ccm has then."
          >
            <a class="btn" href="/settings">
              Open the settings
            </a>
          </Empty>
        </PlainCard>
      </>,
    );
  });

  app.post("/settings/theme", async (context) => {
    keepTheme(context, (await context.req.parseBody()).theme);
    return context.redirect("/settings#look", 303);
  });
}
