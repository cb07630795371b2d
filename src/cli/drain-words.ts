import type { Instance } from "../daemon/pid-file.ts";

/** How long answers may go on when ccm is told to end; nothing where it ends at once. */
export function drainWords(
  { drainMs }: Pick<Instance, "drainMs">,
  more = "",
  platform: NodeJS.Platform = process.platform,
): string {
  // Windows has no signal but to end at once.
  if (drainMs === 0 || platform === "win32") return "";
  return `; live streams may run on for up to ${drainMs / 1000} s${more}`;
}
