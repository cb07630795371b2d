import { formatDay, formatTime } from "../../usage/format-moment.ts";
import { type Range, type RangeName, rangeOf } from "../../usage/queries/range.ts";

/** A range that a page can show, and how its charts are cut. */
export interface OverviewRange {
  readonly name: Extract<RangeName, "hour" | "today" | "week">;
  /** What figures are summed over. */
  readonly range: Range;
  /** What charts span: today ends at midnight, not now. */
  readonly chart: Range;
  readonly stepMs: number;
  /** `half hour`. */
  readonly stepName: string;
  /** Ends a sentence: `since midnight`. */
  readonly words: string;
  readonly xLabels: readonly string[];
  /** Heads a column of counts. */
  readonly callsTitle: string;
  readonly routesTitle: string;
}

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

function clocks(from: number, to: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    formatTime(from + ((to - from) * index) / (count - 1)).slice(0, 5),
  );
}

/** The range of that name; any other word means today. */
export function overviewRange(name: string | undefined, now: number): OverviewRange {
  if (name === "hour") {
    const range = rangeOf("hour", new Date(now));
    const from = Math.floor(range.from / minute) * minute;
    const chart = { from, to: from + hour + minute };
    const xLabels = clocks(from, now, 5);
    return {
      name,
      range,
      chart,
      stepMs: minute,
      stepName: "minute",
      words: "of the last hour",
      xLabels,
      callsTitle: "Last hour",
      routesTitle: "Routes of the last hour",
    };
  }
  const today = rangeOf("today", new Date(now));
  if (name === "week") {
    const range = rangeOf("week", new Date(now));
    const chart = { from: range.from, to: today.from + day };
    const xLabels = [0, 2, 4, 6].map((days) => formatDay(range.from + days * day + 2 * hour).slice(5));
    const words = "of the last seven days";
    return {
      name,
      range,
      chart,
      stepMs: 6 * hour,
      stepName: "6 hours",
      words,
      xLabels,
      callsTitle: "7 days",
      routesTitle: "Routes of seven days",
    };
  }
  const chart = { from: today.from, to: today.from + day };
  const xLabels = ["00:00", "06:00", "12:00", "18:00", "24:00"];
  const words = "since midnight";
  return {
    name: "today",
    range: today,
    chart,
    stepMs: hour / 2,
    stepName: "half hour",
    words,
    xLabels,
    callsTitle: "Today",
    routesTitle: "Routes today",
  };
}
