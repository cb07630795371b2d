import { findModel } from "../../chain/target.ts";
import type { Config } from "../../config/config.ts";

/** A single word that is a model's name rather than something to say; `undefined` for anything else. */
export function modelNamed(text: readonly string[], config: Config): string | undefined {
  const [word = "", ...more] = text;
  if (more.length > 0 || word === "" || /\s/.test(word)) return undefined;
  const { autoMapRegex, backgroundRegex } = config.router;
  const isName =
    findModel(config, word) !== undefined || autoMapRegex.test(word) || backgroundRegex.test(word);
  return isName ? word : undefined;
}
