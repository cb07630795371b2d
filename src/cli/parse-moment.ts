import { InvalidArgumentError } from "commander";

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * Reads a moment as people write it: how long ago (`90s`, `30m`, `2h`, `3d`, `1w`), a day (`2026-11-22`, from local
 * midnight), or a day and time (`2026-11-22 15:30`, local unless it names its zone). Milliseconds since the epoch.
 */
export function parseMoment(text: string, now: Date): number {
  const ago = /^(\d{1,6})([smhdw])$/.exec(text);
  if (ago) return now.getTime() - Number(ago[1]) * units[ago[2] as keyof typeof units]; // one of the letters above
  // JavaScript reads a bare day as UTC, but people mean their own midnight.
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text.replace(" ", "T");
  const time = Date.parse(whole);
  if (/^\d{4}-\d{2}-\d{2}T/.test(whole) && !Number.isNaN(time)) return time;
  throw new InvalidArgumentError('try 30m, 2h, 3d, 2026-11-22 or "2026-11-22 15:30"');
}
