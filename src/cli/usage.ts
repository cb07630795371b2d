import { Argument, type Command, Option } from "commander";
import { exitCodes, UserError } from "../errors.ts";
import { formatMoment } from "../usage/format-moment.ts";
import { type Dimension, dimensions } from "../usage/queries/dimensions.ts";
import { type Range, type RangeName, rangeNames, rangeOf } from "../usage/queries/range.ts";
import { examples } from "./examples.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { parseMoment } from "./parse-moment.ts";
import { snakeKeys } from "./snake-keys.ts";
import { printJson, type Terminal } from "./terminal.ts";

interface UsageOptions {
  readonly by: Dimension;
  readonly since?: number;
  readonly until?: number;
  readonly json?: true;
  readonly csv?: true;
}

function chooseRange(name: RangeName, { since, until }: UsageOptions, now: Date): Range {
  const named = rangeOf(name, now);
  const range = { from: since ?? named.from, to: until ?? named.to };
  if (range.from >= range.to) throw new UserError("--since is not before --until", exitCodes.usage);
  return range;
}

async function printUsage(
  where: Location,
  range: Range,
  options: UsageOptions,
  terminal: Terminal,
): Promise<void> {
  const [{ openLedgerOf }, { renderCsv, renderShares, renderTotals }, { pricesCheckedOn }] =
    await Promise.all([
      import("./open-ledger.ts"),
      import("./usage/render-usage.ts"),
      import("../usage/prices.ts"),
    ]);
  const reader = await openLedgerOf(where, terminal);
  try {
    const { by } = options;
    const totals = reader.totals(range);
    const shares = reader.breakDown(range, by);
    if (options.csv) return terminal.print(renderCsv(by, shares));
    if (options.json) {
      const [from, to] = [range.from, range.to].map((ms) => new Date(ms).toISOString());
      return printJson(terminal, snakeKeys({ from, to, totals, by, shares }));
    }
    const now = new Date();
    const [from, to] = [range.from, Math.min(range.to, now.getTime())].map((ms) => formatMoment(ms, now));
    terminal.say(`${from} to ${to}; list prices of ${pricesCheckedOn}\n`);
    terminal.print(renderTotals(totals));
    if (shares.length > 0) terminal.print(`\n${renderShares(by, shares)}`);
  } finally {
    reader.close();
  }
}

/** Adds `ccm usage`: reads the ledger itself, whether ccm runs or not. */
export function addUsage(program: Command, terminal: Terminal, now: () => Date = () => new Date()): void {
  const moment = (text: string): number => parseMoment(text, now());
  withConfigOption(program.command("usage"))
    .description("tokens and cost, by model, provider, route or session")
    .addArgument(
      new Argument("[range]", "stretch of time that ends now").choices(rangeNames).default("today"),
    )
    .addOption(new Option("--by <what>", "break down by").choices(dimensions).default("model"))
    .addOption(new Option("--since <when>", "begin at a moment: 2h, 3d, 2026-11-22").argParser(moment))
    .addOption(new Option("--until <when>", "end before a moment").argParser(moment))
    .addOption(new Option("--json", "print as JSON").conflicts("csv"))
    .addOption(new Option("--csv", "print the breakdown as CSV").conflicts("json"))
    .addHelpText(
      "after",
      examples(
        ["ccm usage", "today, by model"],
        ["ccm usage week --by provider"],
        ["ccm usage --since 3d --by session"],
        ["ccm usage month --csv > usage.csv"],
      ),
    )
    .action((name: RangeName, options: UsageOptions, command: Command) =>
      printUsage(locate(command, terminal.env), chooseRange(name, options, now()), options, terminal),
    );
}
