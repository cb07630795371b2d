import type { ToldCooldown } from "../../admin/cooldown-json.ts";
import { formatMoment } from "../../usage/format-moment.ts";
import { formatTable } from "../format-table.ts";

/** `in 40 s`, `in 5 min`, `in 3 h`, `in 2 days`: the coming time, rounded up so that nobody returns too early. */
export function formatRemaining(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return `in ${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.ceil(minutes / 60);
  return hours < 48 ? `in ${hours} h` : `in ${Math.ceil(hours / 24)} days`;
}

/** `15:42:08 (in 5 min)`. */
function formatEnd(until: number, now: number): string {
  return `${formatMoment(until, new Date(now))} (${formatRemaining(until - now)})`;
}

/** One row a cooldown: what rests, why, until when, and whose word the end is. */
export function cooldownRows(cooldowns: readonly ToldCooldown[], now: number): string[][] {
  return cooldowns.map(({ key, cause, message, until, stated }) => [
    key.provider,
    key.model ?? "all models",
    cause,
    formatEnd(until, now),
    stated ? "stated" : "guessed",
    message.replace(/\s+/g, " "),
  ]);
}

/** All cooldowns as a table, or the one line that there are none. */
export function renderCooldowns(cooldowns: readonly ToldCooldown[], now: number): string {
  if (cooldowns.length === 0) return "nothing is cooling down";
  return formatTable([
    ["PROVIDER", "MODEL", "CAUSE", "UNTIL", "END", "MESSAGE"],
    ...cooldownRows(cooldowns, now),
  ]);
}
