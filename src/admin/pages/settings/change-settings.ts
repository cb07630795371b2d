import type { ConfigEdit } from "../../../config/edit.ts";
import { changeValue } from "../../edit/change-value.ts";
import { type FormValues, isChecked, listOf, numberOf, textOf } from "../../edit/form-values.ts";
import type { OpenConfigFile } from "../../edit/open-config-file.ts";

type Change = (open: OpenConfigFile, values: FormValues) => readonly ConfigEdit[];

const serverNumbers = [
  "port",
  "max_body_mb",
  "max_concurrent_requests",
  "prefer_next_at_utilization",
] as const;

const server: Change = ({ file, config }, values) => [
  ...changeValue(["server", "host"], file.server.host, textOf(values, "host")),
  ...serverNumbers.flatMap((key) => changeValue(["server", key], file.server[key], numberOf(values, key))),
  ...changeValue(
    ["server", "log_level"],
    config.server.logLevel,
    textOf(values, "log_level") ?? config.server.logLevel,
  ),
  ...changeValue(["server", "log_format"], file.server.log_format, textOf(values, "log_format")),
  ...changeValue(["server", "log_bodies"], config.server.logBodies, isChecked(values, "log_bodies")),
];

/** An empty key keeps the old one: it goes by its own box alone. */
const access: Change = ({ file }, values) => {
  const key = isChecked(values, "remove_api_key")
    ? undefined
    : (textOf(values, "api_key") ?? file.server.api_key);
  return [
    ...changeValue(["server", "api_key"], file.server.api_key, key),
    ...(["allowed_hosts", "allowed_origins"] as const).flatMap((name) =>
      changeValue(["server", name], file.server[name], listOf(values, name)),
    ),
  ];
};

const timeoutKeys = [
  "connect_timeout_ms",
  "first_event_timeout_ms",
  "idle_timeout_ms",
  "api_timeout_ms",
  "send_timeout_ms",
  "drain_timeout_ms",
] as const;

const timeouts: Change = ({ file }, values) => [
  ...timeoutKeys.flatMap((key) =>
    changeValue(["server", "timeouts", key], file.server.timeouts?.[key], numberOf(values, key)),
  ),
  ...changeValue(
    ["server", "session_affinity_ms"],
    file.server.session_affinity_ms,
    numberOf(values, "session_affinity_ms"),
  ),
];

/** Whether the form asks for another address than it was shown with: that of an open port stays. */
export function needsRestart(values: FormValues): boolean {
  return (["host", "port"] as const).some((name) => (values[name] ?? "") !== (values[`${name}_was`] ?? ""));
}

/** What the forms of the Settings page do, by the last part of their address. */
export const settingsChanges = { server, access, timeouts } as const satisfies Record<string, Change>;
