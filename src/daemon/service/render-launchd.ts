import { escapeXml } from "./escape-xml.ts";
import { type ServiceDefinition, stopGraceSeconds } from "./service.ts";

/** The name that launchd knows the agent by. */
export const launchdLabel = "local.ccm";

const privateUmask = 0o077;

const string = (text: string) => `<string>${escapeXml(text)}</string>`;

/** A launchd agent that starts ccm at login and again when it fails. */
export function renderLaunchdAgent({ ccm, env, logFile }: ServiceDefinition): string {
  const variables = Object.entries(env).map(
    ([name, value]) => `    <key>${escapeXml(name)}</key>\n    ${string(value)}`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(launchdLabel)}
  <key>ProgramArguments</key>
  <array>
${[...ccm, "start"].map((word) => `    ${string(word)}`).join("\n")}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables.join("\n")}
  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ExitTimeOut</key>
  <integer>${stopGraceSeconds}</integer>
  <key>Umask</key>
  <integer>${privateUmask}</integer>
  <key>StandardOutPath</key>
  ${string(logFile)}
  <key>StandardErrorPath</key>
  ${string(logFile)}
</dict>
</plist>
`;
}
