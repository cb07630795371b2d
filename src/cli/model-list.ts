import type { Command } from "commander";
import type { Config, MappingConfig } from "../config/config.ts";
import { examples } from "./examples.ts";
import { formatTable } from "./format-table.ts";
import { locate, withConfigOption } from "./locate.ts";
import { openConfig } from "./open-config.ts";
import { printJson, type Terminal } from "./terminal.ts";

interface RouteLine {
  readonly route: string;
  readonly model: string;
}

function routesOf({ router }: Config): RouteLine[] {
  const { default: fallback, think, websearch, background, longContext } = router;
  const routes = { default: fallback, think, websearch, background, long_context: longContext };
  return Object.entries(routes).flatMap(([route, model]) => (model === undefined ? [] : { route, model }));
}

function target({ provider, actualModel }: MappingConfig): string {
  return `${provider}/${actualModel}`;
}

async function listModels(configPath: string, json: boolean, terminal: Terminal): Promise<void> {
  const config = await openConfig(configPath, terminal);
  const routes = routesOf(config);
  if (json) {
    const { effectiveConfig } = await import("./effective-config.ts");
    return printJson(terminal, { routes, models: effectiveConfig(config).models });
  }
  const models = config.models.map(({ name, mappings }) => [name, mappings.map(target).join(", ")]);
  terminal.print(formatTable([["MODEL", "TARGETS, FIRST TO LAST"], ...models]));
  terminal.print("");
  terminal.print(formatTable([["ROUTE", "MODEL"], ...routes.map(({ route, model }) => [route, model])]));
}

/** Adds `ccm model list`; plain `ccm model` does the same, as in claude-code-mux. */
export function addModel(program: Command, terminal: Terminal): void {
  const model = withConfigOption(program.command("model"))
    .description("the models that clients can ask for")
    .addHelpText("after", examples(["ccm model list"]));
  withConfigOption(model.command("list", { isDefault: true }))
    .description("list models with their targets, and which route leads to which")
    .option("--json", "print as JSON")
    .addHelpText("after", examples(["ccm model list"], ["ccm model list --json | jq -r '.models[].name'"]))
    .action((options: { json?: true }, command: Command) =>
      listModels(locate(command, terminal.env).configPath, options.json ?? false, terminal),
    );
}
