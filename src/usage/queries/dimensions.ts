/** What usage can be broken down by. */
export const dimensions = ["model", "provider", "route", "session"] as const;
export type Dimension = (typeof dimensions)[number];
