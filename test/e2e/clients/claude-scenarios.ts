import type { RunningCcm } from "../../support/ccm/start-ccm.ts";
import { asObject, asText } from "../../support/judge/verdict.ts";
import type { WireId } from "../../support/wire/wire.ts";
import { wireIds } from "../../support/wire/wires.ts";
import { callTools, say, sayFound } from "./mind.ts";
import { type ClientRun, type Playground, runClient, tideFile } from "./run-client.ts";
import { type Outcome, type Scenario, wellName } from "./scenario.ts";

/** Every name that Claude Code asks for is mapped to it. */
const model = "main";
const clientKey = "sk-ant-client-own-key";

/** Starts Claude Code in print mode. */
function claude(program: string, prompt: string, args: readonly string[], env: Record<string, string> = {}) {
  return (ccm: RunningCcm, playground: Playground): Promise<ClientRun> =>
    runClient({
      command: [program, "-p", prompt, "--output-format", "json", ...args],
      env: {
        ANTHROPIC_BASE_URL: ccm.url,
        ANTHROPIC_API_KEY: clientKey,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        CLAUDE_CODE_MAX_RETRIES: "1",
        ...env,
      },
      playground,
    });
}

async function answer({ run }: Outcome): Promise<string> {
  try {
    const parsed: unknown = JSON.parse(run.stdout);
    const last = asObject(Array.isArray(parsed) ? parsed.at(-1) : parsed);
    return last.is_error ? "" : asText(last.result);
  } catch {
    return "";
  }
}

const cat = ["Bash", { command: `cat ${tideFile.name}`, description: "Reads a file" }] as const;
const echo = ["Bash", { command: "echo flood at six", description: "Says something" }] as const;

const scout = "scout";
const sendScout = [
  "Agent",
  {
    description: "Scout the tide",
    prompt: `<CCM-SUBAGENT-MODEL>${scout}</CCM-SUBAGENT-MODEL> Look at the tide.`,
    subagent_type: "general-purpose",
  },
] as const;

function scenariosOver(program: string, wire: WireId): Scenario[] {
  return [
    {
      name: "a tool call",
      wire,
      model,
      mind: ({ results: [result] }) => (result ? say("The file says: ", result) : callTools(cat)),
      start: claude(program, "What does tide.txt say?", ["--allowedTools", "Bash"]),
      answer,
      expects: ["ebb at noon"],
    },
    {
      name: "parallel tool calls",
      wire,
      model,
      mind: ({ results }) =>
        results.length >= 2 ? say("Both: ", results.join(" and ")) : callTools(cat, echo),
      start: claude(program, "Two things, please.", ["--allowedTools", "Bash"]),
      answer,
      expects: ["ebb at noon", "flood at six"],
    },
    {
      name: "a web search",
      wire,
      model,
      mind: ({ search, results: [result] }) => {
        if (search)
          return sayFound("tide wick", { url: "https://tides.example/wick", title: "Tides of Wick" });
        return result ? say("Found: ", result) : callTools(["WebSearch", { query: "tide wick" }]);
      },
      start: claude(program, "When is high tide at Wick?", ["--allowedTools", "WebSearch"]),
      answer,
      // A plain Chat Completions host has no search of its own: the client must be told so, never given nothing.
      expects: wire === "openai-chat" ? ["Found: ", "API Error: 400"] : ["Found: ", "tides.example/wick"],
    },
    {
      name: "a subagent on a model of its own",
      wire,
      model,
      models: [scout],
      mind: (view) => {
        if (view.model === wellName(scout)) return say("The scout saw an ebb.");
        return view.results[0] ? say("The scout reports: ", view.results[0]) : callTools(sendScout);
      },
      start: claude(program, "Send a scout.", ["--allowedTools", "Agent"], {
        CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
      }),
      answer,
      expects: ["The scout reports: ", "The scout saw an ebb."],
      check: async ({ seen }) => {
        const scouted = seen.filter(({ view }) => view.model === wellName(scout));
        return [
          scouted.length !== 1 && `${scouted.length} requests reached the scout's model`,
          scouted.some(({ view }) => view.text.includes("CCM-SUBAGENT-MODEL")) &&
            "the tag reached the provider",
        ];
      },
    },
  ];
}

/** What a user of Claude Code does, over every wire, and with the client's own credential. */
export function claudeScenarios(program: string): Scenario[] {
  const hello = {
    wire: "anthropic",
    model,
    mind: () => say("Hello."),
    start: claude(program, "Say hello.", []),
    answer,
    expects: ["Hello."],
  } as const;
  return [
    ...wireIds.flatMap((wire) => scenariosOver(program, wire)),
    {
      ...hello,
      name: "the client's own credential, passed through",
      provider: ['auth_type = "passthrough"'],
      check: async ({ seen }) => [
        !seen.every(({ headers }) => headers["x-api-key"] === clientKey) && "the credential did not arrive",
      ],
    },
    {
      ...hello,
      name: "the client's own credential, kept",
      check: async ({ seen }) => [
        JSON.stringify(seen).includes(clientKey) && "the credential reached the provider",
      ],
    },
  ];
}
