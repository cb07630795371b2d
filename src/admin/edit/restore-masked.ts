import { RequestError } from "../../errors.ts";
import { Secret } from "../../secret.ts";

/** What is shown in the place of a written value: of a key its ends, of a reference its name. */
function shown(written: string): string {
  const variable = /^\$\{?(.*?)\}?$/.exec(written)?.[1];
  return variable === undefined ? new Secret(written).masked() : `$${variable}`;
}

/**
 * Puts what is written back in the place of what was shown for it; all else is new.
 * @throws RequestError for a masked value that stands for nothing written.
 */
export function restoreMasked(sent: readonly string[], written: readonly string[]): readonly string[] {
  return sent.map((value) => {
    const kept = written.find((candidate) => shown(candidate) === value);
    if (kept === undefined && value.includes("…")) {
      throw new RequestError(
        "invalid_request",
        "A masked value was sent that stands for none in the file: send the value itself.",
      );
    }
    return kept ?? value;
  });
}
