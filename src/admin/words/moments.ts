import { formatDay, formatTime } from "../../usage/format-moment.ts";

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

const shortDate = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const longDate = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

/** `16:40`; on another day `23 November, 16:40`. Local. */
export function formatClock(ms: number, now: number): string {
  const clock = formatTime(ms).slice(0, 5);
  return formatDay(ms) === formatDay(now) ? clock : `${shortDate.format(ms)}, ${clock}`;
}

/** `Sunday 22 November, 15:42`, local. */
export function formatToday(now: number): string {
  return `${longDate.format(now).replace(",", "")}, ${formatTime(now).slice(0, 5)}`;
}

/** A length of time in its two largest units: `9 s`, `58 min`, `4 h 12 min`, `3 d 4 h`. */
export function formatSpan(ms: number): string {
  const two = (large: number, small: number, units: readonly [string, string]): string => {
    const whole = Math.floor(ms / large);
    const rest = Math.floor((ms % large) / small);
    return rest === 0 ? `${whole} ${units[0]}` : `${whole} ${units[0]} ${rest} ${units[1]}`;
  };
  if (ms < minute) return `${Math.max(0, Math.round(ms / second))} s`;
  if (ms < hour) return `${Math.round(ms / minute)} min`;
  if (ms < day) return two(hour, minute, ["h", "min"]);
  return two(day, hour, ["d", "h"]);
}
