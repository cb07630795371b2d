import { respond } from "../../support/stand-in/frame-response.ts";
import { type ReceivedRequest, type StandIn, startStandIn } from "../../support/stand-in/start-stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import type { Answer } from "../../support/wire/answer.ts";
import { encodeSse } from "../../support/wire/encode-sse.ts";
import { bodyOf, type Wire, type WireId } from "../../support/wire/wire.ts";
import { wires } from "../../support/wire/wires.ts";
import type { Mind } from "./mind.ts";
import { type RequestView, viewRequest } from "./request-view.ts";

/** A request that the well provider got. */
export interface Seen {
  readonly view: RequestView;
  readonly headers: Readonly<Record<string, string>>;
}

/** Two providers on one port: `/sick` always fails, `/well` asks the mind. */
export interface ScriptedModel {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** Calls to the sick one. */
  sickCalls(): number;
  close(): Promise<void>;
}

/** Stands in for a sick and a well provider that speak one wire. */
export async function startScriptedModel(wireId: WireId, mind: Mind): Promise<ScriptedModel> {
  const wire = wires[wireId];
  const seen: Seen[] = [];
  let sickCalls = 0;
  const script = (request: ReceivedRequest): readonly Step[] => {
    if (request.target.startsWith("/sick")) {
      sickCalls++;
      return sayJson(wire.error("overloaded", "overloaded"), 529);
    }
    const view = viewRequest(wireId, wire.modelOf(request), bodyOf(request));
    seen.push({ view, headers: request.headers });
    return speak(wire, request, mind(view), view.model);
  };
  const standIn: StandIn = await startStandIn({ script });
  return { url: standIn.url, seen, sickCalls: () => sickCalls, close: () => standIn.close() };
}

function sayJson(body: unknown, status = 200): Step[] {
  const headers = { "content-type": "application/json" };
  return respond({ status, headers, body: [JSON.stringify(body)], framing: "length" });
}

function speak(wire: Wire, request: ReceivedRequest, answer: Answer, model: string): Step[] {
  if (!wire.wantsStream(request)) return sayJson(wire.json(answer, model));
  return respond({
    headers: { "content-type": "text/event-stream" },
    body: encodeSse(wire.frames(answer, model)),
  });
}
