import type { Cooldown } from "../chain/cooldown.ts";

/** What is told of a cooldown; one of a later version may have a cause that this one does not know. */
export interface ToldCooldown extends Omit<Cooldown, "cause" | "version"> {
  readonly cause: string;
}

/** A cooldown as programs read it: what rests, why, and from when to when in ISO 8601. */
export function cooldownJson({ key, cause, message, since, until, stated }: ToldCooldown): object {
  return {
    ...key,
    cause,
    message,
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    stated,
  };
}
