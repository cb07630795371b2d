/*
 * Numbers as people read them, alike in the terminal and on the pages. What is unknown is empty, never 0.
 */

/** `1,284`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `812`, `41.2 k`, `48.2 M`; a thousandth more of the next unit is not called a thousand of this one. */
export function formatTokens(tokens: number | undefined): string {
  if (tokens === undefined) return "";
  for (const [unit, size] of [
    ["G", 1e9],
    ["M", 1e6],
    ["k", 1e3],
  ] as const) {
    if (tokens >= size * 0.99995) return `${(tokens / size).toFixed(1)} ${unit}`;
  }
  return Math.round(tokens).toString();
}

/** `$6.41`, `$1,204.50`; four digits below one dollar, and what rounds to nothing is `under $0.0001`. */
export function formatDollars(dollars: number | undefined): string {
  if (dollars === undefined) return "";
  if (dollars === 0) return "$0";
  if (dollars < 0.00005) return "under $0.0001";
  if (dollars < 1) return `$${dollars.toFixed(4)}`;
  const [whole = "0", cents = "00"] = dollars.toFixed(2).split(".");
  return `$${formatCount(Number(whole))}.${cents}`;
}

/** Dollars per million tokens: `1.25`, `10.00`, `0.125`; as many digits as it has, two at least. */
export function formatRate(dollars: number | undefined): string {
  if (dollars === undefined) return "";
  const plain = String(dollars);
  const short = dollars.toFixed(2);
  return plain.length > short.length ? plain : short;
}

/** What one request cost: `plan` where a plan paid, empty where the price is unknown. */
export function formatCost(cost: { readonly billed: number | undefined }, plan: boolean): string {
  return plan ? "plan" : formatDollars(cost.billed);
}

/** `0.4 ms`, `180 ms`, `1.24 s`, `12.3 s`, `3 min 5 s`. */
export function formatMs(ms: number | undefined): string {
  if (ms === undefined) return "";
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `2.0 kB`, `214 kB`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 10_000) return `${(bytes / 1000).toFixed(1)} kB`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A share of a whole as `86%`; empty when there is no whole. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? "" : `${Math.round((part / whole) * 100)}%`;
}
