import { type Command, Option } from "commander";
import { type ExitCode, exitCodes } from "../errors.ts";
import type { ClientFormat } from "../pipeline/explain-route.ts";
import { examples } from "./examples.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import { openConfig } from "./open-config.ts";
import { snakeKeys } from "./snake-keys.ts";
import { printJson, type Terminal } from "./terminal.ts";

interface Options {
  readonly model?: string;
  readonly file?: string;
  readonly format: ClientFormat;
  readonly json?: true;
}

const formats = ["anthropic", "openai-chat", "openai-responses"] as const satisfies readonly ClientFormat[];

async function explain(
  where: Location,
  text: readonly string[],
  { model, file, format, json }: Options,
  terminal: Terminal,
): Promise<ExitCode> {
  const [
    { readSample },
    { modelNamed },
    { explainRoute },
    { renderRoute },
    { openAccountsOf },
    { loadCooldowns },
  ] = await Promise.all([
    import("./route/read-sample.ts"),
    import("./route/model-named.ts"),
    import("../pipeline/explain-route.ts"),
    import("./route/render-route.ts"),
    import("./auth/open-session.ts"),
    import("./cooldowns/load-cooldowns.ts"),
  ]);
  const config = await openConfig(where.configPath, terminal);
  const named = model === undefined && file === undefined ? modelNamed(text, config) : undefined;
  const bytes = readSample({ text: named === undefined ? text : [], ...(file !== undefined && { file }) });
  const explained = explainRoute({
    bytes,
    format,
    model: model ?? named,
    config,
    credentials: openAccountsOf(config, where.paths.home, terminal).credentials,
    cooldowns: loadCooldowns(where.paths.cooldowns, terminal).cooldowns,
    now: Date.now(),
  });
  if (json) printJson(terminal, snakeKeys(explained));
  else terminal.print(renderRoute(explained));
  const served = explained.targets.some(({ skipped }) => skipped === undefined);
  return served ? exitCodes.done : exitCodes.failed;
}

/** Adds `ccm route explain`: exit code 1 when no target would be called. The daemon need not run. */
export function addRoute(program: Command, terminal: Terminal, exitWith: (code: number) => void): void {
  const route = withConfigOption(program.command("route"))
    .description("which model and provider serve what")
    .addHelpText("after", examples(["ccm route explain hello"]));
  withConfigOption(route.command("explain"))
    .description("say where a request would go, what matched, and who would be skipped and why")
    .argument("[text...]", "what the user says, or the name of a model")
    .option("--model <name>", "the model that the client names")
    .option("--file <path>", "a saved request body, - for standard input")
    .addOption(new Option("--format <format>", "format of that body").choices(formats).default("anthropic"))
    .option("--json", "print as JSON")
    .addHelpText(
      "after",
      examples(
        ['ccm route explain "think hard about it"'],
        ["ccm route explain claude-haiku-4-5", "a request for that model"],
        ["ccm route explain --file request.json", "a saved request"],
      ),
    )
    .action(async (text: string[], options: Options, command: Command) =>
      exitWith(await explain(locate(command, terminal.env), text, options, terminal)),
    );
}
