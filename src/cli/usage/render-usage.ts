import { formatCount, formatDollars, formatShare, formatTokens } from "../../usage/format-figures.ts";
import type { Share } from "../../usage/queries/break-down.ts";
import type { Dimension } from "../../usage/queries/dimensions.ts";
import type { Totals } from "../../usage/queries/sum-totals.ts";
import { type CostSums, inputOf } from "../../usage/queries/tally.ts";
import { formatTable } from "../format-table.ts";

/** Whether nothing of it has a known price. */
function isUnknown({ list, unpriced }: CostSums): boolean {
  return list === 0 && unpriced > 0;
}

function dollarsOf(cost: CostSums): string {
  return isUnknown(cost) ? "unknown" : formatDollars(cost.billed);
}

/** The facts that are not nothing, in one line. */
function remarks(facts: readonly { readonly count: number; readonly words: string }[]): string {
  const told = facts.filter(({ count }) => count > 0);
  return told.map(({ count, words }) => `${formatCount(count)} ${words}`).join(", ");
}

/** Requests, tokens and dollars of a range: name, figure, remark. */
export function totalRows({
  requests,
  tokens,
  cost,
  failover,
  failed,
  cancelled,
  plan,
}: Totals): readonly (readonly [string, string, string])[] {
  const input = inputOf(tokens);
  const endings = remarks([
    { count: failover, words: "saved by failover" },
    { count: failed, words: "failed" },
    { count: cancelled, words: "left by the client" },
  ]);
  const payments = remarks([
    { count: plan, words: `paid by plans; all at list price ${formatDollars(cost.list)}` },
    { count: cost.unpriced, words: "of unknown price, not in the sum" },
  ]);
  return [
    ["requests", formatCount(requests), endings],
    [
      "input",
      formatTokens(input),
      input === 0 ? "" : `${formatShare(tokens.cacheRead, input)} read from cache`,
    ],
    [
      "output",
      formatTokens(tokens.output),
      tokens.reasoning === 0 ? "" : `${formatTokens(tokens.reasoning)} of it reasoning`,
    ],
    ["cost", dollarsOf(cost), payments],
  ];
}

/** The same, a line each. */
export function renderTotals(totals: Totals): string {
  return formatTable(totalRows(totals));
}

/** One line a model, provider, route or session. */
export function renderShares(by: Dimension, shares: readonly Share[]): string {
  const counted = by === "provider" ? "CALLS" : "REQUESTS"; // one request may call several providers
  const head = [by.toUpperCase(), counted, "FAILED", "INPUT", "CACHED", "OUTPUT", "COST", "AT LIST PRICE"];
  const rows = shares.map(({ name, requests, failed, tokens, cost }) => [
    name || "(none)",
    formatCount(requests),
    failed === 0 ? "" : formatCount(failed),
    formatTokens(inputOf(tokens)),
    formatShare(tokens.cacheRead, inputOf(tokens)),
    formatTokens(tokens.output),
    dollarsOf(cost),
    cost.list === cost.billed ? "" : formatDollars(cost.list),
  ]);
  return formatTable([head, ...rows], [1, 2, 3, 4, 5, 6, 7]);
}

/** Without the dust of binary fractions. */
function exactDollars(dollars: number): number {
  return Number(dollars.toFixed(9));
}

function csvCell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The same for a spreadsheet (RFC 4180, but with plain line ends); unknown dollars are empty. */
export function renderCsv(by: Dimension, shares: readonly Share[]): string {
  const columns: readonly (readonly [string, (share: Share) => string | number])[] = [
    [by, ({ name }) => name],
    ["requests", ({ requests }) => requests],
    ["failed", ({ failed }) => failed],
    ["input", ({ tokens }) => tokens.input],
    ["cache_read", ({ tokens }) => tokens.cacheRead],
    ["cache_write_5m", ({ tokens }) => tokens.cacheWrite5m],
    ["cache_write_1h", ({ tokens }) => tokens.cacheWrite1h],
    ["output", ({ tokens }) => tokens.output],
    ["reasoning", ({ tokens }) => tokens.reasoning],
    ["web_searches", ({ tokens }) => tokens.webSearches],
    ["billed_usd", ({ cost }) => (isUnknown(cost) ? "" : exactDollars(cost.billed))],
    ["list_usd", ({ cost }) => (isUnknown(cost) ? "" : exactDollars(cost.list))],
    ["unpriced", ({ cost }) => cost.unpriced],
  ];
  const rows = shares.map((share) => columns.map(([, read]) => csvCell(read(share))));
  return [columns.map(([name]) => name), ...rows].map((row) => row.join(",")).join("\n");
}
