import { startCcm } from "../support/ccm/start-ccm.ts";
import type { ConfigUnderTest } from "../support/ccm/write-config.ts";
import type { ClientApiId } from "../support/client/client-api.ts";
import { type ReceivedRequest, startStandIn } from "../support/stand-in/start-stand-in.ts";
import type { Step } from "../support/stand-in/step.ts";
import type { WireId } from "../support/wire/wire.ts";
import { wireIds, wires } from "../support/wire/wires.ts";
import { openAnthropicConversation } from "./anthropic-conversation.ts";
import { openChatConversation } from "./chat-conversation.ts";
import type { Conversation, Opening } from "./conversation.ts";
import { openResponsesConversation } from "./responses-conversation.ts";
import type { Act, Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";

/** One cell: a scenario through one client package over one wire. */
export interface Cell {
  readonly id: string;
  readonly scenario: Scenario;
  readonly api: ClientApiId;
  readonly wire: WireId;
  readonly mode: "stream" | "json";
}

export interface CellResult extends Cell {
  /** What the official package, or the scenario, objects to. */
  readonly problem?: string;
}

export const matrixApis: readonly ClientApiId[] = ["messages", "chat", "responses"];

const openers: Readonly<Record<ClientApiId, (opening: Opening) => Conversation>> = {
  messages: openAnthropicConversation,
  chat: openChatConversation,
  responses: openResponsesConversation,
};

/** Every cell whose id contains the text. */
export function cellsWith(only: string): Cell[] {
  const all = scenarios.flatMap((scenario) =>
    matrixApis.flatMap((api) =>
      wireIds.flatMap((wire) =>
        scenario.modes.map((mode) => {
          const id = [scenario.name.replaceAll(" ", "-"), api, wire, mode].join(".");
          return { id, scenario, api, wire, mode };
        }),
      ),
    ),
  );
  return all.filter(({ id }) => id.includes(only));
}

function configFor(cells: readonly Cell[], url: string): ConfigUnderTest {
  return {
    providers: cells.map(({ id, wire, scenario }) => {
      const host = scenario.hosts?.[wire];
      return { name: id, wire: wires[wire], url: `${url}/${id}`, ...(host ? { host } : {}) };
    }),
    models: cells.map(({ id, wire }) => ({
      name: id,
      mappings: [{ provider: id, model: nativeModel[wire] }],
    })),
  };
}

/** Model ids of the vendors' own style: some rules hang on the family. */
const nativeModel: Readonly<Record<WireId, string>> = {
  anthropic: "claude-sonnet-4-5",
  "openai-chat": "deepseek-reasoner",
  "openai-responses": "gpt-5.5",
  gemini: "gemini-3-pro-preview",
};

/** Plays cells against one ccm, with the official packages as judges. */
export async function runMatrix(cells: readonly Cell[]): Promise<CellResult[]> {
  const received = new Map<string, ReceivedRequest[]>();
  const script = (request: ReceivedRequest): readonly Step[] => {
    const id = decodeURIComponent(request.target.split("/")[1] ?? "");
    const cell = cells.find((candidate) => candidate.id === id);
    const before = received.get(id) ?? [];
    received.set(id, [...before, request]);
    return cell ? cell.scenario.provider({ wire: wires[cell.wire], request, nth: before.length }) : [];
  };
  const standIn = await startStandIn({ script });
  const ccm = await startCcm({ config: configFor(cells, standIn.url) });
  try {
    const results: CellResult[] = [];
    for (const cell of cells) {
      const act: Act = {
        api: cell.api,
        wire: cell.wire,
        stream: cell.mode === "stream",
        open: (more) =>
          openers[cell.api]({ baseUrl: ccm.url, model: cell.id, stream: cell.mode === "stream", ...more }),
        bodies: () => (received.get(cell.id) ?? []).map(({ body }) => Buffer.from(body).toString()),
      };
      const problem = await cell.scenario.play(act).then(
        () => undefined,
        (error: unknown) => String(error instanceof Error ? error.message : error),
      );
      results.push(problem === undefined ? cell : { ...cell, problem });
    }
    return results;
  } finally {
    await ccm.stop();
    await standIn.close();
  }
}
