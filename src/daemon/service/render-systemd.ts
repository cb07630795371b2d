import { type ServiceDefinition, stopGraceSeconds } from "./service.ts";

/** Quotes as systemd.syntax(7) has it; `%` begins a specifier. */
function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%")}"`;
}

/** In a command line, `$` begins a variable too. */
function quoteArgument(text: string): string {
  return quote(text).replaceAll("$", "$$$$");
}

/** A systemd user unit that starts ccm with the user's session and again when it fails. */
export function renderSystemdUnit({ ccm, env }: ServiceDefinition): string {
  const variables = Object.entries(env).map(([name, value]) => `Environment=${quote(`${name}=${value}`)}`);
  return `[Unit]
Description=ccm (Claude Code Mux)

[Service]
Type=exec
ExecStart=${[...ccm, "start"].map(quoteArgument).join(" ")}
ExecReload=kill -HUP $MAINPID
${variables.join("\n")}
Restart=on-failure
RestartSec=2
# 2 is a mistake in the config: starting again would not mend it.
RestartPreventExitStatus=2
TimeoutStopSec=${stopGraceSeconds}
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
`;
}
