import { mapToolNames, openaiToolNames } from "../../shared/tool-names.ts";
import { type ClientTool, type ToolForm, toolKey } from "./read-tools.ts";

/** What the hub's name of a tool stands for. */
export interface NamedTool {
  readonly form: ToolForm;
  readonly name: string;
  readonly namespace?: string | null | undefined;
  /** The declaration; absent for a tool that only the history knows. */
  readonly tool?: ClientTool;
}

/** Hub names of all tools of one request. */
export interface ToolNaming {
  /** The hub's name of a tool that was declared or mentioned. */
  hubName(namespace: string | null | undefined, name: string): string;
  /** What the model called. */
  find(hubName: string): NamedTool | undefined;
  readonly all: ReadonlyMap<string, NamedTool>;
}

/**
 * Gives each tool one flat name of at most 64 plain characters (`namespace__name`); two tools never share one. Tools
 * that only calls of the history mention are named after the declared ones, so that those keep their names.
 */
export function nameTools(tools: readonly ClientTool[], mentions: readonly NamedTool[]): ToolNaming {
  const byKey = new Map<string, NamedTool>();
  for (const tool of tools) byKey.set(toolKey(tool.namespace, tool.name), { ...tool, tool });
  for (const mention of mentions) {
    const key = toolKey(mention.namespace, mention.name);
    if (!byKey.has(key)) byKey.set(key, mention);
  }
  const flatNames = new Map<string, string>();
  const taken = new Set<string>();
  for (const key of byKey.keys()) {
    let flat = key.replace("\n", "__");
    while (taken.has(flat)) flat += "_";
    taken.add(flat);
    flatNames.set(key, flat);
  }
  const wire = mapToolNames(taken, openaiToolNames);
  const hubNameOf = (key: string): string => wire.toWire(flatNames.get(key) ?? key);
  const all = new Map([...byKey].map(([key, tool]) => [hubNameOf(key), tool]));
  return {
    hubName: (namespace, name) => hubNameOf(toolKey(namespace, name)),
    find: (hubName) => all.get(hubName),
    all,
  };
}
