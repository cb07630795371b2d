/** A stretch of time, in milliseconds since the epoch: from `from` up to and without `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Stretches of time that have a name; all end now. */
export const rangeNames = ["hour", "today", "week", "month"] as const;
export type RangeName = (typeof rangeNames)[number];

const hourMs = 60 * 60 * 1000;

/** Local midnight `days` days before `now`; right across daylight saving. */
function midnight(now: Date, days: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime();
}

/**
 * The last hour; today since midnight; the last seven days and the last thirty days, today included.
 * Days begin at midnight in the time zone of this machine.
 */
export function rangeOf(name: RangeName, now: Date): Range {
  const from = {
    hour: now.getTime() - hourMs,
    today: midnight(now, 0),
    week: midnight(now, 6),
    month: midnight(now, 29),
  };
  return { from: from[name], to: now.getTime() + 1 };
}
