import { resolve } from "node:path";
import type { Command } from "commander";
import { UserError } from "../errors.ts";
import { messageOf } from "../thrown.ts";
import { examples } from "./examples.ts";
import { type Location, locate, withConfigOption } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

interface Options {
  readonly output?: string;
  readonly offline?: true;
}

const help = `
The file is for you to read first: it names your providers, models and hosts, and holds providers' error messages.
Credentials, prompts and answers are left out.
${examples(["ccm report"], ["ccm report --offline -o bug.md", "without asking any host, into that file"])}`;

function fileName(now: Date): string {
  return `ccm-report-${now.toISOString().slice(0, 16).replace("T", "-").replace(":", "")}.md`;
}

async function write(path: string, text: string): Promise<void> {
  const { writePrivateFile } = await import("../private-file.ts");
  try {
    await writePrivateFile(path, text);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} cannot be written: ${messageOf(error)}`);
  }
}

async function report(where: Location, { output, offline }: Options, terminal: Terminal): Promise<void> {
  const [{ collectReport }, { renderSections }] = await Promise.all([
    import("./report/collect-report.ts"),
    import("./report/render-sections.ts"),
  ]);
  const sections = await collectReport(where, offline ?? false, terminal);
  const text = renderSections(sections);
  if (output === "-") return terminal.print(text.trimEnd());
  const path = resolve(output ?? fileName(new Date()));
  await write(path, text);
  terminal.print(path);
  terminal.say("In it, for you to read before you give it away:");
  for (const { title } of sections) terminal.say(`  ${title}`);
}

/** Adds `ccm report`. */
export function addReport(program: Command, terminal: Terminal): void {
  withConfigOption(program.command("report"))
    .description("write one file for a bug report, without credentials and prompts")
    .option(
      "-o, --output <path>",
      "where to write it, - for standard output; ccm-report-<time>.md unless given",
    )
    .option("--offline", "do not try to reach the providers' hosts")
    .addHelpText("after", help)
    .action((options: Options, command: Command) => report(locate(command, terminal.env), options, terminal));
}
