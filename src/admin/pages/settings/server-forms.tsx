import { logLevels } from "../../../log.ts";
import { Field, Select } from "../../components/form.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { isChecked } from "../../edit/form-values.ts";
import type { OpenConfigFile } from "../../edit/open-config-file.ts";
import { problemOf, type Refusal } from "../../edit/refusal.tsx";
import { TextField } from "../../edit/text-field.tsx";

interface SettingsFormProps {
  readonly open: OpenConfigFile;
  /** Of this form alone. */
  readonly refusal: Refusal | undefined;
}

/** Where ccm listens and how it logs. */
export function ServerForm({ open, refusal }: SettingsFormProps) {
  const { server } = open.file;
  const logBodies = refusal ? isChecked(refusal.values, "log_bodies") : open.config.server.logBodies;
  return (
    <EditForm class="card" id="server" action="/settings/server" label="Server" revision={open.revision}>
      <header>
        <h2>Server</h2>
        <small class="muted">host and port take effect after a restart</small>
      </header>
      <input type="hidden" name="host_was" value={server.host} />
      <input type="hidden" name="port_was" value={server.port?.toString()} />
      <TextField
        name="host"
        label="Host"
        configKey="host"
        value={server.host}
        placeholder="127.0.0.1"
        help="Another address asks for the admin token and opens /v1 to the network."
        refusal={refusal}
      />
      <TextField
        name="port"
        label="Port"
        configKey="port"
        type="number"
        value={server.port}
        placeholder="13456"
        refusal={refusal}
      />
      <TextField
        name="max_body_mb"
        label="Largest body"
        configKey="max_body_mb"
        type="number"
        unit="MB"
        value={server.max_body_mb}
        placeholder="32"
        refusal={refusal}
      />
      <TextField
        name="max_concurrent_requests"
        label="Requests at once"
        configKey="max_concurrent_requests"
        type="number"
        value={server.max_concurrent_requests}
        placeholder={String(open.config.server.maxConcurrentRequests)}
        help="Beyond it clients are told to come again in a second."
        refusal={refusal}
      />
      <Field
        id="log_level"
        label="Log level"
        configKey="log_level"
        help="At once. Prompts are not logged at any level."
        error={problemOf(refusal, "log_level")}
      >
        <Select
          id="log_level"
          name="log_level"
          class="short"
          value={refusal?.values.log_level ?? open.config.server.logLevel}
          choices={logLevels}
        />
      </Field>
      <Field
        id="log_format"
        label="Log format"
        configKey="log_format"
        error={problemOf(refusal, "log_format")}
      >
        <Select
          id="log_format"
          name="log_format"
          class="short"
          value={refusal?.values.log_format ?? server.log_format ?? ""}
          choices={[{ value: "", label: "by terminal" }, "pretty", "json"]}
        />
      </Field>
      <TextField
        name="prefer_next_at_utilization"
        label="Spare a plan from"
        configKey="prefer_next_at_utilization"
        type="number"
        value={server.prefer_next_at_utilization}
        placeholder="never"
        help="From this share of a plan's window on, 0 to 1, new sessions go to the next provider."
        refusal={refusal}
      />
      <div class="field">
        <span>
          Bodies{" "}
          <small class="muted">
            <code>log_bodies</code>
          </small>
        </span>
        <div>
          <label class="check">
            <input type="checkbox" name="log_bodies" value="on" checked={logBodies} />
            Keep prompts and answers in the ledger, redacted and capped
          </label>
        </div>
      </div>
      <div class="bar">
        <button class="btn primary" type="submit">
          Save server
        </button>
      </div>
    </EditForm>
  );
}

/** Who may use ccm. */
export function AccessForm({ open, refusal }: SettingsFormProps) {
  const { server } = open.file;
  const key = open.config.server.apiKey;
  const stored = server.api_key?.startsWith("$") ? server.api_key : key?.masked();
  return (
    <EditForm class="card" id="access" action="/settings/access" label="Access" revision={open.revision}>
      <header>
        <h2>Access</h2>
      </header>
      <TextField
        name="api_key"
        label="Client key"
        configKey="api_key"
        type="password"
        placeholder={stored ?? "None: any local program may use /v1"}
        help={
          <>
            Empty keeps what is stored. Written, never shown again. <code>$NAME</code> stays a reference.
          </>
        }
        refusal={refusal}
      />
      {stored !== undefined && (
        <div class="field">
          <span>No key</span>
          <div>
            <label class="check">
              <input type="checkbox" name="remove_api_key" value="on" />
              Remove it: whoever reaches the port may use /v1
            </label>
          </div>
        </div>
      )}
      <TextField
        name="allowed_hosts"
        label="Allowed hosts"
        configKey="allowed_hosts"
        value={server.allowed_hosts?.join(", ")}
        help="Beside localhost, separated by commas."
        refusal={refusal}
      />
      <TextField
        name="allowed_origins"
        label="Allowed origins"
        configKey="allowed_origins"
        value={server.allowed_origins?.join(", ")}
        placeholder="None"
        refusal={refusal}
      />
      <div class="bar">
        <button class="btn primary" type="submit">
          Save access
        </button>
      </div>
    </EditForm>
  );
}

/** How long ccm waits for what. */
export function TimeoutsForm({ open, refusal }: SettingsFormProps) {
  const written = open.file.server.timeouts;
  const { timeouts, sendMs, drainMs } = open.config.server;
  const fields = [
    { name: "connect_timeout_ms", label: "Connect", now: timeouts.connectMs },
    {
      name: "first_event_timeout_ms",
      label: "First event",
      now: timeouts.firstEventMs,
      help: "A stall before it leads to the next provider.",
    },
    {
      name: "idle_timeout_ms",
      label: "Idle stream",
      now: timeouts.idleMs,
      help: "A stall after the first event ends the stream with an error.",
    },
    { name: "api_timeout_ms", label: "Whole request", now: timeouts.apiMs },
    {
      name: "send_timeout_ms",
      label: "Unread answer",
      now: sendMs,
      help: "A client that reads nothing for so long is cut off.",
    },
    { name: "drain_timeout_ms", label: "Drain at stop", now: drainMs },
  ] as const;
  return (
    <EditForm
      class="card"
      id="timeouts"
      action="/settings/timeouts"
      label="Timeouts"
      revision={open.revision}
    >
      <header>
        <h2>Timeouts</h2>
        <small class="muted">at once</small>
      </header>
      {fields.map(({ name, label, now, ...rest }) => (
        <TextField
          name={name}
          label={label}
          configKey={name}
          type="number"
          unit="ms"
          value={written?.[name]}
          placeholder={String(now)}
          {...rest}
          refusal={refusal}
        />
      ))}
      <TextField
        name="session_affinity_ms"
        label="Stay with a provider"
        configKey="session_affinity_ms"
        type="number"
        unit="ms"
        value={open.file.server.session_affinity_ms}
        placeholder={String(open.config.server.sessionAffinityMs)}
        help="How long a session keeps to the provider that answered it last, for its prompt cache. 0: never."
        refusal={refusal}
      />
      <div class="bar">
        <button class="btn primary" type="submit">
          Save timeouts
        </button>
      </div>
    </EditForm>
  );
}
