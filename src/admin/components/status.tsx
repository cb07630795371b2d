import type { PropsWithChildren } from "hono/jsx";

/** Ready; heals by itself; needs a person; failed; off; going on now. */
export type Tone = "ok" | "wait" | "warn" | "bad" | "off" | "live";

/** A state by shape, colour and word together; the word is the specific state. */
export function Status({ tone, children }: PropsWithChildren<{ tone: Tone }>) {
  return <span class={`st ${tone}`}>{children}</span>;
}

/** A neutral name, such as a route; `on` where it is the one that matched. */
export function Tag({ on = false, children }: PropsWithChildren<{ on?: boolean }>) {
  return <span class={on ? "tag on" : "tag"}>{children}</span>;
}
