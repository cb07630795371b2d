function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** `15:42:08`, local. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
}

/** `2026-11-22`, local. */
export function formatDay(ms: number): string {
  const date = new Date(ms);
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
}

/** `15:42:08` for today, `2026-11-21 15:42:08` for any other day; local. */
export function formatMoment(ms: number, now: Date): string {
  const time = formatTime(ms);
  return formatDay(ms) === formatDay(now.getTime()) ? time : `${formatDay(ms)} ${time}`;
}
