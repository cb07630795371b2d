/*
 * Writes the parts of the documentation that follow from the code, between their markers.
 *
 *   bun scripts/docs.ts           write them
 *   bun scripts/docs.ts --check   only tell whether they are current; exit 1 when not
 */

import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { renderCommands } from "./docs/render-commands.ts";
import { renderFailures } from "./docs/render-failures.ts";
import { renderKeys } from "./docs/render-keys.ts";
import { renderProviders } from "./docs/render-providers.ts";
import { replacePart } from "./docs/replace-part.ts";

const root = resolve(import.meta.dir, "..");
const read = (file: string) => readFile(join(root, file), "utf8");

/** Every generated part: the file it stands in, the name in its markers, and what it says. */
const parts = [
  { file: "README.md", name: "providers", content: renderProviders() },
  {
    file: "config/REFERENCE.md",
    name: "keys",
    content: renderKeys(await read("config/config.example.toml")),
  },
  { file: "config/REFERENCE.md", name: "commands", content: renderCommands() },
  { file: "config/REFERENCE.md", name: "failures", content: renderFailures() },
] as const;

const checking = process.argv.includes("--check");
for (const { file, name, content } of parts) {
  const before = await read(file);
  const after = replacePart(before, name, content);
  if (after === before) continue;
  if (!checking) await writeFile(join(root, file), after);
  console.error(
    checking ? `${file}: "${name}" is out of date: bun scripts/docs.ts` : `${file}: wrote "${name}"`,
  );
  if (checking) process.exitCode = 1;
}
