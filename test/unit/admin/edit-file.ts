import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commentedConfig } from "./commented-config.ts";
import { type OpenedDaemon, openDaemon } from "./open-daemon.ts";

/** A daemon on the commented config, and what became of the file. */
export interface EditedDaemon extends OpenedDaemon {
  readonly file: { read(): Promise<string>; write(text: string): Promise<void> };
  /** Sends the form of a page with its token and revision. */
  save(page: string, action: string, fields: Readonly<Record<string, string>>): Promise<Response>;
  /** Lines that are new (`+`) and gone (`-`) since the start. */
  difference(): Promise<readonly string[]>;
}

/** The revision that a page hides in its forms. */
export function revisionIn(html: string): string {
  return /name="revision" value="([0-9a-f]+)"/.exec(html)?.[1] ?? "";
}

/** Takes each line of one list away from the other once. */
function without(lines: readonly string[], gone: readonly string[]): string[] {
  const left = [...gone];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

export async function openForEditing(): Promise<EditedDaemon> {
  const daemon = await openDaemon({ config: commentedConfig });
  const path = join(daemon.home, "config.toml");
  const read = () => readFile(path, "utf8");
  const before = (await read()).split("\n");
  return {
    ...daemon,
    file: { read, write: (text) => writeFile(path, text) },
    async save(page, action, fields) {
      const revision = revisionIn(await (await daemon.ask(page)).text());
      return daemon.submit(page, action, { revision, ...fields });
    },
    async difference() {
      const after = (await read()).split("\n");
      return [
        ...without(before, after).map((line) => `- ${line}`),
        ...without(after, before).map((line) => `+ ${line}`),
      ];
    },
  };
}
