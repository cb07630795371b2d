import type { Context, Hono } from "hono";
import { Card } from "../components/card.tsx";
import { Form } from "../components/form.tsx";
import { PageHead } from "../components/page.tsx";
import { Facts } from "../components/stats.tsx";
import { Status } from "../components/status.tsx";
import { Cell, Row, Table } from "../components/table.tsx";
import type { AdminDependencies } from "../dependencies.ts";
import { createEditor } from "../edit/create-editor.tsx";
import { type Refusal, RefusalNote } from "../edit/refusal.tsx";
import { CannotEditNote, SavedNote } from "../edit/saved-note.tsx";
import type { PageTools } from "../show-page.tsx";
import { keepTheme, type Theme, themeOf, themes } from "../theme.ts";
import { formatSpan } from "../words/moments.ts";
import { settingsChanges } from "./settings/change-settings.ts";
import { AccessForm, ServerForm, TimeoutsForm } from "./settings/server-forms.tsx";

const themeTitles: Readonly<Record<Theme, string>> = { auto: "System", light: "Light", dark: "Dark" };

function FileCard({ deps }: { readonly deps: AdminDependencies }) {
  const { path, findings, providers, models } = deps.config();
  const found = deps.configProblem() ?? findings;
  const state = deps.configProblem()
    ? "Not loaded"
    : findings.length === 0
      ? "Loaded"
      : "Loaded with warnings";
  return (
    <Card
      id="file"
      title="Configuration file"
      aside={
        <Status tone={deps.configProblem() ? "bad" : findings.length === 0 ? "ok" : "warn"}>{state}</Status>
      }
    >
      <div class="body">
        <p>
          <code>{path}</code>{" "}
          <span class="muted">
            {providers.length} providers, {models.length} models
          </span>
        </p>
      </div>
      {found.length > 0 && (
        <Table>
          {found.map(({ severity, line, path: key, message }) => (
            <Row>
              <Cell nowrap>
                <Status tone={severity === "error" ? "bad" : "warn"}>
                  {line === undefined ? "File" : `Line ${line}`}
                </Status>
              </Cell>
              <Cell lead>
                {key !== "" && <code>{key}</code>} {message}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </Card>
  );
}

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

function DaemonCard({ deps }: { readonly deps: AdminDependencies }) {
  const ledger = deps.ledger?.status();
  const written = ledger && `${ledger.state}, ${ledger.written} requests since the start`;
  return (
    <Card
      id="daemon"
      title="Daemon"
      aside={<Status tone="ok">Running {formatSpan(deps.now() - deps.startedAt)}</Status>}
    >
      <div class="body">
        <Facts
          facts={[
            ["Version", deps.version],
            ["Process", process.pid],
            ["Ledger", written ?? "off"],
            ["Metrics", <a href="/metrics">/metrics</a>],
          ]}
        />
        {deps.adminToken !== undefined && (
          <Form action="/logout">
            <button class="btn" type="submit">
              Log out of this browser
            </button>
          </Form>
        )}
      </div>
    </Card>
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
        <PageHead title="Settings" lead={lead} />
        <SavedNote context={context} />
        <RefusalNote refusal={refused?.refusal} />
        <FileCard deps={deps} />
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
        next: () => `/settings#${form}`,
        edits: settingsChanges[form],
        again: (_, refusal) => page(context, { form, refusal }),
      }),
    );
  }

  app.post("/settings/theme", async (context) => {
    keepTheme(context, (await context.req.parseBody()).theme);
    return context.redirect("/settings#look", 303);
  });
}
