/** Arguments of this run without the program itself; an uncompiled run has its script in front of them. */
export function ownArguments(): readonly string[] {
  return process.argv.slice(2);
}

/** Path of the program; Linux says "(deleted)" behind it once an upgrade has put another file there. */
function programPath(): string {
  return process.execPath.replace(/ \(deleted\)$/, "");
}

/** The command that starts this very ccm: the binary, or Bun with the script. */
export function ownCommand(): readonly string[] {
  const script = process.argv[1];
  return Bun.isStandaloneExecutable || script === undefined ? [programPath()] : [programPath(), script];
}

/**
 * Starts ccm anew in this process: same pid, terminal and supervisor, whatever binary now lies at its path.
 * Does not return where the system can do it (execve); returns on Windows.
 */
export function replaceProcess(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): void {
  if (process.platform === "win32") return; // it has execve, but only to throw
  const command = ownCommand();
  process.execve?.(programPath(), [...command, ...args], { ...env });
}
