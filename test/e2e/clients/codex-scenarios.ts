import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunningCcm } from "../../support/ccm/start-ccm.ts";
import type { Answer } from "../../support/wire/answer.ts";
import type { WireId } from "../../support/wire/wire.ts";
import { callTools, say } from "./mind.ts";
import type { OfferedTool, RequestView } from "./request-view.ts";
import { type ClientRun, type Playground, runClient, tideFile } from "./run-client.ts";
import type { Outcome, Scenario } from "./scenario.ts";

/**
 * Codex speaks three dialects, chosen by the model's name: unknown names get plain functions, gpt-5.5 adds freeform
 * tools, and the newest get a single freeform tool that runs JavaScript (codex-cli 0.169).
 */
const dialects = { "tide-model": "functions", "gpt-5.5": "freeform", "gpt-6.1-sol": "script" } as const;
type CodexModel = keyof typeof dialects;

const patch = [
  "*** Begin Patch",
  `*** Update File: ${tideFile.name}`,
  "@@",
  "-ebb at noon",
  "+flood at noon",
  "*** End Patch",
].join("\n");

interface Wish {
  readonly tool: "exec_command" | "apply_patch" | "exec";
  readonly input: unknown;
}

/** What a model of the dialect calls to run a shell command. */
function shell(model: CodexModel, cmd: string): Wish {
  if (dialects[model] !== "script") return { tool: "exec_command", input: { cmd } };
  return {
    tool: "exec",
    input: `const r = await tools.exec_command(${JSON.stringify({ cmd })}); text(r.output);`,
  };
}

/** What it calls to change a file. */
function edit(model: CodexModel): Wish {
  switch (dialects[model]) {
    case "functions":
      return { tool: "exec_command", input: { cmd: `apply_patch <<'EOF'\n${patch}\nEOF` } };
    case "freeform":
      return { tool: "apply_patch", input: patch };
    case "script":
      return { tool: "exec", input: `text(await tools.apply_patch(${JSON.stringify(patch)}));` };
  }
}

/** A tool by its own name, with or without the namespace that a translation puts before it. */
function find(tools: readonly OfferedTool[], name: string): OfferedTool | undefined {
  return tools.find(
    (tool) => tool.name === name || tool.name.endsWith(`_${name}`) || tool.name.endsWith(`.${name}`),
  );
}

function call(view: RequestView, ...wishes: readonly Wish[]): Answer {
  const wanted = wishes.map(({ tool, input }) => {
    const offered = find(view.tools, tool);
    // A freeform tool comes as a function with one text parameter.
    const given = typeof input === "string" ? { [offered?.properties[0] ?? "input"]: input } : input;
    return [offered?.name ?? tool, given] as const;
  });
  return callTools(...wanted);
}

function codex(program: string, model: CodexModel, prompt: string) {
  return (ccm: RunningCcm, playground: Playground): Promise<ClientRun> => {
    const provider = `{name="ccm",base_url="${ccm.url}/v1",request_max_retries=0,stream_max_retries=0}`;
    const settings = [
      "model_provider=ccm",
      `model_providers.ccm=${provider}`,
      "approval_policy=never",
      "sandbox_mode=danger-full-access",
    ];
    return runClient({
      command: [
        program,
        "exec",
        "--skip-git-repo-check",
        "-m",
        model,
        "-o",
        join(playground.home, "answer.txt"),
        ...settings.flatMap((setting) => ["-c", setting]),
        prompt,
      ],
      env: { CODEX_HOME: playground.home },
      playground,
    });
  };
}

function answer({ playground }: Outcome): Promise<string> {
  return readFile(join(playground.home, "answer.txt"), "utf8").catch(() => "");
}

function scenariosFor(program: string, wire: WireId, model: CodexModel): Scenario[] {
  const cat = shell(model, `cat ${tideFile.name}`);
  const echo = shell(model, "echo flood at six");
  return [
    {
      name: `${model}: an answer`,
      wire,
      model,
      mind: () => say("Ebb, ", "I should say."),
      start: codex(program, model, "Ebb or flood?"),
      answer,
      expects: ["Ebb, I should say."],
    },
    {
      name: `${model}: a shell call`,
      wire,
      model,
      mind: (view) => (view.results[0] ? say("It says: ", view.results[0]) : call(view, cat)),
      start: codex(program, model, "What does tide.txt say?"),
      answer,
      expects: ["It says: ", "ebb at noon"],
    },
    {
      name: `${model}: parallel calls`,
      wire,
      model,
      mind: (view) => (view.results.length >= 2 ? say(view.results.join(" and ")) : call(view, cat, echo)),
      start: codex(program, model, "Two things, please."),
      answer,
      expects: ["ebb at noon", "flood at six"],
    },
    {
      name: `${model}: a patch`,
      wire,
      model,
      mind: (view) => (view.results[0] ? say("Done.") : call(view, edit(model))),
      start: codex(program, model, "Turn the tide."),
      answer,
      expects: ["Done."],
      check: async ({ playground }) => {
        const content = await readFile(join(playground.work, tideFile.name), "utf8");
        return [content !== "flood at noon\n" && `the file says ${JSON.stringify(content)}`];
      },
    },
  ];
}

/** What a user of Codex does, in each of the client's dialects, over providers of other formats. */
export function codexScenarios(program: string): Scenario[] {
  const wires: readonly WireId[] = ["anthropic", "openai-chat", "gemini"];
  const models = Object.keys(dialects) as CodexModel[]; // the keys of a literal
  return wires.flatMap((wire) => models.flatMap((model) => scenariosFor(program, wire, model)));
}
