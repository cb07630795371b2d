import { head, piece, respond } from "../support/stand-in/frame-response.ts";
import { pause, type Step, send } from "../support/stand-in/step.ts";
import type { Answer } from "../support/wire/answer.ts";
import { encodeSse } from "../support/wire/encode-sse.ts";
import type { Turn } from "./scenario.ts";

const sse = { "content-type": "text/event-stream" };
const json = { "content-type": "application/json" };
/** What the provider says when it fails. */
export const words = "the harbour is closed";

/** The provider gives this answer, in the way it was asked for. */
export function answer({ wire, request }: Turn, what: Answer): Step[] {
  const model = wire.modelOf(request);
  if (wire.wantsStream(request)) return respond({ headers: sse, body: encodeSse(wire.frames(what, model)) });
  return respond({ headers: json, body: [JSON.stringify(wire.json(what, model))], framing: "length" });
}

/** It refuses before it has said a word. */
export function refuse({ wire }: Turn): Step[] {
  const body = [JSON.stringify(wire.error("overloaded", words))];
  return respond({ status: 529, headers: json, body, framing: "length" });
}

/** It begins well, and then says that it failed, or nothing at all. */
export function beginThen(turn: Turn, what: Answer, end: "error" | "cut"): Step[] {
  const { wire, request } = turn;
  const frames = wire.frames(what, wire.modelOf(request));
  const said = frames.slice(0, frames.findIndex(({ label }) => label === "text") + 1);
  const last = end === "error" ? encodeSse([wire.errorFrame("overloaded", words)]) : [];
  return [
    send(head(200, sse, "chunked")),
    ...encodeSse(said).map((text) => send(piece(text, "chunked"))),
    pause(50),
    ...last.map((text) => send(piece(text, "chunked"))),
    send("0\r\n\r\n"),
  ];
}
