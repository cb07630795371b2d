import { type Command, InvalidArgumentError, Option } from "commander";
import type { LedgerReader } from "../usage/queries/open-reader.ts";
import type { RequestFilter } from "../usage/queries/request-filter.ts";
import type { RequestSummary } from "../usage/queries/request-rows.ts";
import { examples } from "./examples.ts";
import { openTable } from "./format-table.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { openPaint } from "./paint.ts";
import { parseMoment } from "./parse-moment.ts";
import { snakeKeys } from "./snake-keys.ts";
import type { Terminal } from "./terminal.ts";

const outcomes = ["ok", "failover", "failed", "cancelled"] as const;
const pollMs = 500;
const pageSize = 500;

interface LogsOptions {
  readonly follow?: true;
  readonly lines: number;
  readonly model?: string;
  readonly provider?: string;
  readonly route?: string;
  readonly session?: string;
  readonly outcome?: (typeof outcomes)[number];
  readonly status?: NonNullable<RequestFilter["status"]>;
  readonly since?: number;
  readonly until?: number;
  readonly json?: true;
}

function parseLines(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("a number of requests");
  return Number(text);
}

function parseStatus(text: string): NonNullable<RequestFilter["status"]> {
  const hundred = /^([1-5])xx$/i.exec(text);
  if (hundred) return `${hundred[1]}xx` as `${1 | 2 | 3 | 4 | 5}xx`; // the digit is one of those
  if (/^[1-5]\d\d$/.test(text)) return Number(text);
  throw new InvalidArgumentError("a status such as 429, or 4xx, 5xx");
}

function filterOf({
  since,
  until,
  model,
  provider,
  route,
  session,
  outcome,
  status,
}: LogsOptions): RequestFilter {
  return {
    ...(since !== undefined && { from: since }),
    ...(until !== undefined && { to: until }),
    ...(model !== undefined && { model }),
    ...(provider !== undefined && { provider }),
    ...(route !== undefined && { route }),
    ...(session !== undefined && { session }),
    ...(outcome !== undefined && { outcome }),
    ...(status !== undefined && { status }),
  };
}

/** The latest requests, the oldest of them first. */
function readLatest(reader: LedgerReader, filter: RequestFilter, count: number): RequestSummary[] {
  return [...reader.list(filter, count).requests].reverse();
}

async function openPrinter(
  json: boolean,
  terminal: Terminal,
): Promise<(requests: readonly RequestSummary[]) => void> {
  const { listRequestsFor, requestJson } = await import("./requests/render-requests.ts");
  if (json) {
    return (requests) => {
      for (const request of requests) terminal.print(JSON.stringify(snakeKeys(requestJson(request))));
    };
  }
  const list = listRequestsFor(terminal.columns?.(), openPaint(terminal));
  const table = openTable(list.right);
  let headed = false;
  return (requests) => {
    if (requests.length === 0) return;
    const now = new Date();
    const rows = requests.map((request) => list.row(request, now));
    for (const line of table.add(headed ? rows : [list.head, ...rows])) terminal.print(line);
    headed = true;
  };
}

/** Prints what finishes from now on, until the process is interrupted. */
async function follow(
  reader: LedgerReader,
  filter: RequestFilter,
  from: number,
  print: (requests: readonly RequestSummary[]) => void,
): Promise<never> {
  let seq = from;
  for (;;) {
    const requests = reader.listAfter(filter, seq, pageSize);
    print(requests);
    seq = requests.at(-1)?.seq ?? seq;
    if (requests.length < pageSize) await Bun.sleep(pollMs);
  }
}

async function printLogs(where: Location, options: LogsOptions, terminal: Terminal): Promise<void> {
  const { awaitLedgerOf, openLedgerOf } = await import("./open-ledger.ts");
  const reader = await (options.follow ? awaitLedgerOf : openLedgerOf)(where, terminal);
  try {
    const filter = filterOf(options);
    const print = await openPrinter(options.json ?? false, terminal);
    const before = reader.lastSeq(); // read first, so that nothing falls between the list and what follows it
    const latest = readLatest(reader, filter, options.lines);
    print(latest);
    if (options.follow)
      return await follow(reader, filter, Math.max(before, ...latest.map(({ seq }) => seq)), print);
    if (latest.length === 0) terminal.say("no such request in the ledger");
  } finally {
    reader.close();
  }
}

/** Adds `ccm logs`: the requests of the ledger, a line each, whether ccm runs or not. */
export function addLogs(program: Command, terminal: Terminal, now: () => Date = () => new Date()): void {
  const moment = (text: string): number => parseMoment(text, now());
  withConfigOption(program.command("logs"))
    .description("finished requests, a line each, the latest last")
    .option("-f, --follow", "go on with requests as they finish")
    .addOption(new Option("-n, --lines <count>", "how many to begin with").argParser(parseLines).default(50))
    .option("--model <name>", "only of this model")
    .option("--provider <name>", "only answered by this provider")
    .option("--route <name>", "only routed for this reason")
    .option("--session <hash>", "only of this session")
    .addOption(new Option("--outcome <how>", "only ended so").choices(outcomes))
    .addOption(new Option("--status <status>", "only with this status: 429, 4xx").argParser(parseStatus))
    .addOption(new Option("--since <when>", "only from a moment on: 30m, 2h, 2026-11-22").argParser(moment))
    .addOption(new Option("--until <when>", "only before a moment").argParser(moment))
    .option("--json", "print one JSON object a line")
    .addHelpText(
      "after",
      examples(
        ["ccm logs --follow"],
        ["ccm logs --outcome failover --since 2h", "what an outage did"],
        ["ccm logs --status 5xx --json | jq .id"],
      ),
    )
    .action((options: LogsOptions, command: Command) =>
      printLogs(locate(command, terminal.env), options, terminal),
    );
}
