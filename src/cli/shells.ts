import { basename } from "node:path";

const plain = /^[\w./:@%+,-]+$/;

/** One word of a command line as bash, zsh and their like read it. */
export function posixWord(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const posix = (name: string, value: string) => `export ${name}=${posixWord(value)}`;

const fish = (name: string, value: string) =>
  `set -gx ${name} '${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const powershell = (name: string, value: string) => `$env:${name} = '${value.replaceAll("'", "''")}'`;

/** One line that sets a variable, by shell; every value arrives as it is. */
export const shells = { bash: posix, zsh: posix, fish, powershell } as const;

export type Shell = keyof typeof shells;

/** Whether a name is that of a shell we can write for. */
export function isShell(name: string): name is Shell {
  return Object.hasOwn(shells, name);
}

/** The user's shell by `$SHELL`; PowerShell on Windows, bash where nothing tells. */
export function detectShell(env: Readonly<Record<string, string | undefined>>): Shell {
  const name = basename(env.SHELL ?? "");
  if (isShell(name)) return name;
  return process.platform === "win32" ? "powershell" : "bash";
}

const useLines: Readonly<Record<Shell, (program: string) => string>> = {
  bash: (program) => `eval "$(${program} env)"`,
  zsh: (program) => `eval "$(${program} env)"`,
  fish: (program) => `${program} env | source`,
  powershell: (program) => `${program} env | Out-String | Invoke-Expression`,
};

/** The command that sets what `ccm env` prints, in a shell of the user's. */
export function useLine(shell: Shell, program: string): string {
  return useLines[shell](program);
}

/** Lines that set all variables in a shell. */
export function exportLines(shell: Shell, variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => shells[shell](name, value))
    .join("\n");
}
