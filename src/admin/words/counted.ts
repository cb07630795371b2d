import { formatCount } from "../../usage/format-figures.ts";

/** `1 mapping`, `1,284 requests`: a number and what it counts. */
export function counted(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? "" : "s"}`;
}
