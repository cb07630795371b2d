import type { Command } from "commander";
import { exitCodes, UserError } from "../errors.ts";
import { examples } from "./examples.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { snakeKeys } from "./snake-keys.ts";
import { printJson, type Terminal } from "./terminal.ts";

/** `req_` and enough of what follows to mean one request. */
const shortestId = 8;

interface WhyOptions {
  readonly bodies?: true;
  readonly json?: true;
}

async function printWhy(where: Location, id: string, options: WhyOptions, terminal: Terminal): Promise<void> {
  const [{ openLedgerOf }, { requestJson }, { explainRequest, renderBodies }] = await Promise.all([
    import("./open-ledger.ts"),
    import("./requests/render-requests.ts"),
    import("./requests/explain-request.ts"),
  ]);
  const reader = await openLedgerOf(where, terminal);
  try {
    if (id.length < shortestId && id !== "last")
      throw new UserError(`${id} is too short for an id: ccm logs lists them`, exitCodes.usage);
    const wanted = id === "last" ? reader.list({}, 1).requests[0]?.id : id;
    const request = wanted === undefined ? undefined : reader.request(wanted);
    if (request === undefined) {
      throw new UserError(
        id === "last"
          ? "the usage ledger is empty: no request has finished yet"
          : `no request ${id} in the usage ledger: ccm logs lists those that are kept`,
      );
    }
    if (!options.json) {
      const render = options.bodies ? renderBodies : explainRequest;
      return terminal.print(render(request));
    }
    const { dropped, ...rest } = request;
    printJson(terminal, { ...(snakeKeys(requestJson(rest)) as object), dropped }); // names of dropped fields stay as they are
  } finally {
    reader.close();
  }
}

/** Adds `ccm why`: reads the ledger itself, whether ccm runs or not. */
export function addWhy(program: Command, terminal: Terminal): void {
  withConfigOption(program.command("why"))
    .description("what became of one request: route, attempts, tokens, cost")
    .argument(
      "[request-id]",
      "id of the answer's request-id header, or how it begins; last: the one that came last",
      "last",
    )
    .option("--bodies", "print what was said, where server.log_bodies kept it")
    .option("--json", "print as JSON")
    .addHelpText(
      "after",
      examples(
        ["ccm why last", "the request that came last"],
        ["ccm why req_ivirx2412jammd97vnt050su", "the one with this request-id"],
        ["ccm why req_ivirx241 --bodies", "what was said in it, where log_bodies kept it"],
      ),
    )
    .action((id: string, options: WhyOptions, command: Command) =>
      printWhy(locate(command, terminal.env), id, options, terminal),
    );
}
