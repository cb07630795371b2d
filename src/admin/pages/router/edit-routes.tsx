import type { Child, PropsWithChildren } from "hono/jsx";
import type { RouterConfig } from "../../../config/config.ts";
import { invalidProps, Select } from "../../components/form.tsx";
import { Status } from "../../components/status.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { isChecked } from "../../edit/form-values.ts";
import { problemOf, type Refusal } from "../../edit/refusal.tsx";
import { efforts } from "../../state/efforts.ts";
import type { MappingSurroundings } from "../../state/mapping-state.ts";
import { effortOf, otherSigns, signField } from "./change-routes.ts";
import { GoesTo, type RoutesProps, TargetState } from "./goes-to.tsx";

/** Counts beside the questions. */
export interface RouteCounts {
  /** `31 today, 2%`; empty where nothing is known. */
  readonly of: (route: string) => string;
}

interface EditRoutesProps extends RoutesProps {
  readonly around: MappingSurroundings;
  readonly counts: RouteCounts;
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
        spellcheck={false}
        data-pattern={fallback}
        {...invalidProps(name, problemOf(refusal, name))}
      />
    </>
  );
}

/** Names that clients send, and what the saved expression says to each. The script asks the one that is being typed. */
function Samples({ field, regex, names }: { field: string; regex: RegExp; names: readonly string[] }) {
  return (
    <p class="row" data-samples={field}>
      {names.map((name) => (
        <Status tone={regex.test(name) ? "ok" : "off"}>{name}</Status>
      ))}
    </p>
  );
}

function Problem(props: {
  readonly field: string;
  readonly refusal: Refusal | undefined;
  readonly saved?: string;
}) {
  const problem = problemOf(props.refusal, props.field);
  return (
    <p class="err" id={`${props.field}-e`} hidden={problem === undefined}>
      {problem}
      {problem !== undefined && props.saved !== undefined && (
        <>
          {" "}
          The saved expression <code>{props.saved}</code> stays in use.
        </>
      )}
    </p>
  );
}

function Question({
  title,
  count,
  text,
  children,
}: PropsWithChildren<{ title: string; count?: string; text: Child }>) {
  return (
    <li>
      <div class="row apart">
        <h2>{title}</h2>
        {count !== undefined && count !== "" && <small>{count}</small>}
      </div>
      <p class="muted">{text}</p>
      {children}
    </li>
  );
}

/** The controls of an answer in one row, which the longest name of a model does not widen. */
function Answer({ children }: PropsWithChildren) {
  return (
    <div class="pile">
      <div class="row">{children}</div>
    </div>
  );
}

function ThinkSigns({ open, refusal }: RoutesProps) {
  const current = open.config.router.thinkWhen;
  const level = refusal?.values.think_effort ?? effortOf(current);
  const hasEffort = refusal ? isChecked(refusal.values, "think_when_effort") : level !== undefined;
  return (
    <fieldset class="row">
      <legend class="sr">think_when</legend>
      {otherSigns.map(({ sign, title }) => (
        <label class="check">
          <input
            type="checkbox"
            name={signField(sign)}
            value="on"
            checked={refusal ? isChecked(refusal.values, signField(sign)) : current.includes(sign)}
          />
          {title}
        </label>
      ))}
      <span class="row">
        <label class="check">
          <input type="checkbox" name="think_when_effort" value="on" checked={hasEffort} />
          Effort at or above
        </label>
        <Select name="think_effort" label="Effort level" value={level ?? "xhigh"} choices={efforts} />
      </span>
    </fieldset>
  );
}

/** In use where the file names none, or an empty one. */
const [mapFallback, backgroundFallback] = ["^claude-", "(?i)claude.*haiku"];
const sampleNames = ["claude-sonnet-5-5", "claude-haiku-5-5"] as const;

const longestSample = 24;

/** Two names of the client and one of a model here, which is never mapped; a short one, since samples do not wrap. */
function samplesOf({ autoMapRegex }: RouterConfig, models: readonly string[]): readonly string[] {
  const own = models.find((name) => name.length <= longestSample && !autoMapRegex.test(name));
  return own === undefined ? sampleNames : [...sampleNames, own];
}

/** The router's questions in the order they are asked, each with its answer to choose. */
export function EditRoutes(props: EditRoutesProps) {
  const { open, refusal, counts } = props;
  const { router, models } = open.config;
  const autoMap = refusal ? isChecked(refusal.values, "auto_map") : router.autoMap;
  const names = samplesOf(
    router,
    models.map(({ name }) => name),
  );
  const direct = counts.of("direct").split(" ", 1)[0];
  const defaults = [counts.of("default"), direct && `direct ${direct}`].filter(Boolean).join("; ");
  return (
    <EditForm class="card" id="routes" action="/router" label="Routes" revision={open.revision}>
      <ol class="steps">
        <Question
          title="Map the name"
          text="A name that fits this expression and is not a model here becomes the default, then goes on down."
        >
          <div class="row">
            <Pattern {...props} name="auto_map_regex" fallback={mapFallback} />
            <label class="check">
              <input type="checkbox" name="auto_map" value="on" checked={autoMap} />
              On
            </label>
          </div>
          <Samples field="auto_map_regex" regex={router.autoMapRegex} names={names} />
          <Problem
            field="auto_map_regex"
            refusal={refusal}
            saved={open.file.router.auto_map_regex || mapFallback}
          />
        </Question>
        <Question
          title="Web search"
          count={counts.of("websearch")}
          text={
            <>
              The request offers a <code>web_search</code> tool.
            </>
          }
        >
          <Answer>
            <GoesTo {...props} route="websearch" />
          </Answer>
          <TargetState {...props} route="websearch" />
        </Question>
        <Question
          title="Subagent"
          count={counts.of("subagent")}
          text={
            <>
              A system block names a model: <code>{"<CCM-SUBAGENT-MODEL>name</CCM-SUBAGENT-MODEL>"}</code>.
              The tag is taken out before sending.
            </>
          }
        />
        <Question
          title="Think"
          count={counts.of("think")}
          text="Any of these signs. Thinking alone is no sign: the client sends it with nearly every request."
        >
          <Answer>
            <GoesTo {...props} route="think" />
          </Answer>
          <TargetState {...props} route="think" />
          <ThinkSigns open={open} refusal={refusal} />
        </Question>
        <Question
          title="Background"
          count={counts.of("background")}
          text="The name sent by the client fits this expression, or the request is a title or a side task."
        >
          <Answer>
            <Pattern {...props} name="background_regex" fallback={backgroundFallback} />
            <GoesTo {...props} route="background" />
          </Answer>
          <Samples field="background_regex" regex={router.backgroundRegex} names={sampleNames} />
          <Problem
            field="background_regex"
            refusal={refusal}
            saved={open.file.router.background_regex || backgroundFallback}
          />
          <TargetState {...props} route="background" />
        </Question>
        <Question
          title="Default"
          count={defaults}
          text="Everything else. A model asked for by its exact name is served directly."
        >
          <Answer>
            <GoesTo {...props} route="default" />
          </Answer>
          <Problem field="default" refusal={refusal} />
          <TargetState {...props} route="default" />
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
