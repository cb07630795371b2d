/** A word as bash and zsh take it literally. */
export function quotePosix(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A word as fish takes it literally. */
export function quoteFish(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** A word as PowerShell takes it literally. */
export function quotePowershell(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
