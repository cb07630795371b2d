import { createConfig, replaceConfig } from "../config/place-config.ts";
import type { Terminal } from "./terminal.ts";

/** Writes a whole config file, keeping a copy of one that is there, and says where both are. */
export async function writeConfig(path: string, text: string, terminal: Terminal): Promise<void> {
  if (await createConfig(path, text)) return terminal.say(`wrote ${path}`);
  const copy = await replaceConfig(path, text, new Date());
  terminal.say(`wrote ${path}\nthe old one is ${copy}`);
}
