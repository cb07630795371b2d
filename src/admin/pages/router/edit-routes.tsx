import type { Child, PropsWithChildren } from "hono/jsx";
import { invalidProps, Select } from "../../components/form.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { isChecked } from "../../edit/form-values.ts";
import type { OpenConfigFile } from "../../edit/open-config-file.ts";
import { problemOf, type Refusal } from "../../edit/refusal.tsx";
import { signField, thinkSigns, thinkSignTitles } from "./change-routes.ts";

interface RoutesProps {
  readonly open: OpenConfigFile;
  readonly refusal: Refusal | undefined;
}

type Route = "default" | "think" | "websearch" | "background" | "long_context";

function GoesTo({ open, refusal, route }: RoutesProps & { readonly route: Route }) {
  const chosen = refusal?.values[route] ?? open.file.router[route] ?? "";
  const names = open.config.models.map(({ name }) => name);
  // A target that is no model stays choosable, so that saving does not change it unasked.
  const known = chosen === "" || names.includes(chosen) ? names : [chosen, ...names];
  const off = { value: "", label: "Off" };
  return (
    <>
      <label for={route}>goes to</label>
      <Select
        id={route}
        name={route}
        value={chosen}
        choices={route === "default" ? known : [off, ...known]}
      />
    </>
  );
}

interface PatternProps extends RoutesProps {
  readonly name: "auto_map_regex" | "background_regex";
  /** Used when the field is empty. */
  readonly fallback: string;
}

function Pattern({ open, refusal, name, fallback }: PatternProps) {
  return (
    <>
      <label class="sr" for={name}>
        {name}
      </label>
      <input
        class="mono"
        id={name}
        name={name}
        value={refusal?.values[name] ?? open.file.router[name]}
        placeholder={fallback}
        autocomplete="off"
        {...invalidProps(name, problemOf(refusal, name))}
      />
    </>
  );
}

function Problem({ field, refusal }: { readonly field: string; readonly refusal: Refusal | undefined }) {
  const problem = problemOf(refusal, field);
  if (problem === undefined) return null;
  return (
    <p class="err" id={`${field}-e`}>
      {problem}
    </p>
  );
}

function Question({ title, text, children }: PropsWithChildren<{ title: string; text: Child }>) {
  return (
    <li>
      <h2>{title}</h2>
      <p class="muted">{text}</p>
      {children}
    </li>
  );
}

function ThinkSigns({ open, refusal }: RoutesProps) {
  const current = open.config.router.thinkWhen;
  return (
    <fieldset class="row">
      <legend class="sr">think_when</legend>
      {thinkSigns.map((sign) => (
        <label class="check">
          <input
            type="checkbox"
            name={signField(sign)}
            value="on"
            checked={refusal ? isChecked(refusal.values, signField(sign)) : current.includes(sign)}
          />
          {thinkSignTitles[sign]}
        </label>
      ))}
    </fieldset>
  );
}

/** The router's questions in the order they are asked, each with its answer to choose. */
export function EditRoutes({ open, refusal }: RoutesProps) {
  const { router } = open.config;
  const autoMap = refusal ? isChecked(refusal.values, "auto_map") : router.autoMap;
  return (
    <EditForm class="card" action="/router" label="Routes" revision={open.revision}>
      <ol class="steps">
        <Question
          title="Map the name"
          text="A name that fits this expression and is not a model here becomes the default, then goes on down."
        >
          <div class="row">
            <Pattern open={open} refusal={refusal} name="auto_map_regex" fallback="^claude-" />
            <label class="check">
              <input type="checkbox" name="auto_map" value="on" checked={autoMap} />
              On
            </label>
          </div>
          <Problem field="auto_map_regex" refusal={refusal} />
        </Question>
        <Question
          title="Web search"
          text={
            <>
              The request offers a <code>web_search</code> tool.
            </>
          }
        >
          <div class="row">
            <GoesTo open={open} refusal={refusal} route="websearch" />
          </div>
        </Question>
        <Question
          title="Subagent"
          text={
            <>
              A system block names a model: <code>{"<CCM-SUBAGENT-MODEL>name</CCM-SUBAGENT-MODEL>"}</code>.
              The tag is taken out before sending.
            </>
          }
        />
        <Question
          title="Think"
          text="Any of these signs. Thinking alone is no sign: the client sends it with nearly every request."
        >
          <div class="row">
            <GoesTo open={open} refusal={refusal} route="think" />
          </div>
          <ThinkSigns open={open} refusal={refusal} />
        </Question>
        <Question
          title="Background"
          text="The name sent by the client fits this expression, or the request is a title or a side task."
        >
          <div class="row">
            <Pattern open={open} refusal={refusal} name="background_regex" fallback="(?i)claude.*haiku" />
            <GoesTo open={open} refusal={refusal} route="background" />
          </div>
          <Problem field="background_regex" refusal={refusal} />
        </Question>
        <Question title="Long context" text="The request is longer than so many tokens.">
          <div class="row">
            <label class="sr" for="long_context_tokens">
              long_context_tokens
            </label>
            <input
              type="number"
              id="long_context_tokens"
              name="long_context_tokens"
              value={refusal?.values.long_context_tokens ?? open.file.router.long_context_tokens}
              placeholder={String(router.longContextTokens)}
              {...invalidProps("long_context_tokens", problemOf(refusal, "long_context_tokens"))}
            />
            <GoesTo open={open} refusal={refusal} route="long_context" />
          </div>
          <Problem field="long_context_tokens" refusal={refusal} />
        </Question>
        <Question
          title="Default"
          text="Everything else. A model asked for by its exact name is served directly."
        >
          <div class="row">
            <GoesTo open={open} refusal={refusal} route="default" />
          </div>
          <Problem field="default" refusal={refusal} />
        </Question>
      </ol>
      <div class="bar">
        <button class="btn primary" type="submit">
          Save routes
        </button>
        <small>Applies to the next request.</small>
      </div>
    </EditForm>
  );
}
