import { lstatSync, type Stats } from "node:fs";
import type { CcmPaths } from "../../config/paths.ts";
import { posixWord } from "../shells.ts";
import type { Check } from "./check.ts";

/** Files that grant access to whoever reads them. */
const secretFiles = ["tokens", "adminToken"] as const satisfies readonly (keyof CcmPaths)[];
/** Files that tell about the user, or may hold a key. */
const privateFiles = ["config", "ledger", "log", "cooldowns"] as const satisfies readonly (keyof CcmPaths)[];

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function checkMode(path: string, state: "warning" | "problem"): Check[] {
  const stats = statOf(path);
  if (!stats || stats.isSymbolicLink()) return [];
  const mode = stats.mode & 0o777;
  if ((mode & 0o077) === 0) return [];
  return [
    {
      area: "files",
      subject: path,
      state,
      words: `other users may use it (mode ${mode.toString(8)})`,
      mend: `chmod ${stats.isDirectory() ? "700" : "600"} ${posixWord(path)}`,
    },
  ];
}

function checkLink(path: string): Check[] {
  if (!statOf(path)?.isSymbolicLink()) return [];
  return [
    {
      area: "files",
      subject: path,
      state: "problem",
      words: "it is a symbolic link, which ccm does not write through",
      mend: "put the file itself there",
    },
  ];
}

/** Whether the files of the home folder are their owner's alone; Windows has no such modes. */
export function checkFiles(paths: CcmPaths): Check[] {
  if (process.platform === "win32") return [];
  const secret = secretFiles.map((name) => paths[name]);
  const others = privateFiles.map((name) => paths[name]);
  const found = [
    ...checkMode(paths.home, "warning"),
    ...secret.flatMap((path) => [...checkLink(path), ...checkMode(path, "problem")]),
    ...others.flatMap((path) => checkMode(path, "warning")),
  ];
  if (found.length > 0) return found;
  const words = statOf(paths.home) ? "its owner's alone" : "not there yet: ccm start makes it";
  return [{ area: "files", subject: paths.home, state: "ok", words }];
}
