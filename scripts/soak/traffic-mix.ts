import { brokenOff, wholeAnswer } from "../../test/faults/scene.ts";
import type { ConfigUnderTest } from "../../test/support/ccm/write-config.ts";
import type { ClientApiId } from "../../test/support/client/client-api.ts";
import { head, respond } from "../../test/support/stand-in/frame-response.ts";
import type { ReceivedRequest } from "../../test/support/stand-in/start-stand-in.ts";
import { fin, reset, type Step, send } from "../../test/support/stand-in/step.ts";
import type { ErrorName, Wire, WireId } from "../../test/support/wire/wire.ts";
import { wireIds, wires } from "../../test/support/wire/wires.ts";
import { type FadingLogin, loginName } from "./fading-login.ts";

/** One kind of request in the mix. */
export interface Kind {
  readonly name: string;
  /** How often, compared with the others. */
  readonly weight: number;
  readonly model: string;
  readonly api: ClientApiId;
  readonly stream: boolean;
  /** What must come of it. `leaves`: the client goes away in the middle. */
  readonly outcome: "complete" | "error" | "leaves";
}

const apis: readonly ClientApiId[] = ["messages", "chat", "responses"];

/** Well requests over every wire, some whose first target fails, and a few that cannot but fail. */
export const kinds: readonly Kind[] = [
  ...[true, false].map((stream) => kind("login", 120, "anthropic", "messages", stream, "complete")),
  ...wireIds.flatMap((wire) => apis.flatMap((api) => kindsOver(wire, api))),
];

function kindsOver(wire: WireId, api: ClientApiId): Kind[] {
  return [
    ...[true, false].map((stream) => kind("well", 20, wire, api, stream, "complete")),
    kind("heals", 10, wire, api, true, "complete"),
    kind("leaves", 2, wire, api, true, "leaves"),
    kind("breaks", 0.5, wire, api, true, "error"),
    kind("down", 0.5, wire, api, true, "error"),
  ];
}

function kind(
  part: string,
  weight: number,
  wire: WireId,
  api: ClientApiId,
  stream: boolean,
  outcome: Kind["outcome"],
): Kind {
  const model = `${part}.${wire}`;
  return { name: `${model} by ${api}, ${stream ? "stream" : "json"}`, weight, model, api, stream, outcome };
}

/** Draws a kind by weight; `dice` is from 0 to 1. */
export function drawKind(dice: number): Kind {
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0);
  let left = dice * total;
  for (const one of kinds) {
    left -= one.weight;
    if (left < 0) return one;
  }
  return kinds[0] as Kind; // the table is not empty
}

/** A model for each part over each wire. `heals` has a target that fails now and then before one that answers. */
export function mixConfig(url: string, generation: number): ConfigUnderTest {
  const parts = {
    well: ["well"],
    heals: ["sick", "well"],
    leaves: ["slow"],
    breaks: ["breaks"],
    down: ["down"],
  };
  const pairs = [
    ...wireIds.flatMap((wire) => Object.entries(parts).map(([part, slots]) => ({ wire, part, slots }))),
    { wire: "anthropic", part: "login", slots: ["login"] } as const,
  ];
  return {
    // Each generation differs in something harmless, so that a reload has something to swap.
    server: ['log_level = "warn"', `max_body_mb = ${32 + (generation % 8)}`],
    providers: pairs.flatMap(({ wire, part, slots }) =>
      slots.map((slot) => ({
        name: `${part}.${wire}.${slot}`,
        wire: wires[wire],
        url: `${url}/${wire}/${slot}`,
        ...(part === "login" && { extra: ['auth_type = "oauth"', `oauth_provider = "${loginName}"`] }),
      })),
    ),
    models: pairs.map(({ wire, part, slots }) => ({
      name: `${part}.${wire}`,
      mappings: slots.map((slot) => ({ provider: `${part}.${wire}.${slot}`, model: slot })),
    })),
  };
}

/** What the providers of the mix do. */
export function playMix(request: ReceivedRequest, login: FadingLogin): readonly Step[] {
  const [, wireId = "", slot = ""] = request.target.split("/");
  const wire = wires[wireId as WireId];
  const scene = { wire, request, nth: 0, sinceStartMs: 0, clientSaw: Bun.sleep(30) };
  switch (slot) {
    case "sick":
      return sickness[request.connection % sickness.length]?.(scene) ?? [];
    case "breaks":
      return brokenOff(scene, "text", "fin");
    case "down":
      return refuse(wire, 500, "server");
    case "login":
      return login.accepts(request) ? wholeAnswer(scene) : refuse(wire, 401, "authentication");
    case "slow":
      return brokenOff(scene, "text", "stall");
    default:
      return wholeAnswer(scene);
  }
}

function refuse(wire: Wire, status: number, error: ErrorName): readonly Step[] {
  return respond({ status, body: [JSON.stringify(wire.error(error, "not now"))], framing: "length" });
}

type Scene = Parameters<typeof wholeAnswer>[0];

/** Failures before the first word, in turn, with good answers between them so that the target does not rest for long. */
const sickness: readonly ((scene: Scene) => readonly Step[])[] = [
  wholeAnswer,
  () => [reset],
  wholeAnswer,
  ({ wire }) => refuse(wire, 503, "overloaded"),
  wholeAnswer,
  () => [send(`${head(200, { "content-type": "text/html" }, "close")}<html>Just a moment</html>`), fin],
];
