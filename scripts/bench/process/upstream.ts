import type { Answer } from "../../../test/support/wire/answer.ts";
import { textAnswer } from "../../../test/support/wire/answer.ts";
import { encodeSse } from "../../../test/support/wire/encode-sse.ts";
import type { WireId } from "../../../test/support/wire/wire.ts";
import { wireIds, wires } from "../../../test/support/wire/wires.ts";

/*
 * The provider of the benchmark, in a process of its own: it does as little as it can, so that what is measured is the
 * proxy. The first segment of the path names the wire, the second what to answer. Prints its port.
 */

const encoder = new TextEncoder();
const model = "bench";
const eventStream = { "content-type": "text/event-stream" };

/** An answer of that many text deltas. */
const answerOf = (deltas: number): Answer => ({
  ...textAnswer,
  text: Array.from({ length: deltas }, () => " hello"),
});

interface Prepared {
  readonly json: Uint8Array;
  /** Hundred deltas at once. */
  readonly burst: Uint8Array;
  /** The same, event by event. */
  readonly events: readonly Uint8Array[];
  /** Stands before and after any number of deltas. */
  readonly opening: Uint8Array;
  readonly delta: Uint8Array;
  readonly closing: Uint8Array;
}

function prepare(wireId: WireId): Prepared {
  const wire = wires[wireId];
  const frames = wire.frames(answerOf(100), model);
  const events = encodeSse(frames);
  const first = frames.findIndex(({ label }) => label === "text");
  const last = frames.findLastIndex(({ label }) => label === "text");
  return {
    json: encoder.encode(JSON.stringify(wire.json(answerOf(160), model))),
    burst: encoder.encode(events.join("")),
    events: events.map((event) => encoder.encode(event)),
    opening: encoder.encode(events.slice(0, first).join("")),
    delta: encoder.encode(events[first]),
    closing: encoder.encode(events.slice(last + 1).join("")),
  };
}

const prepared = new Map(wireIds.map((id) => [id as string, prepare(id)]));

/** Sends pieces one after the other, each after a pause, and no faster than they are read. */
function paced(pieces: Iterable<Uint8Array>, everyMs: number): Response {
  const iterator = pieces[Symbol.iterator]();
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    const { value, done } = iterator.next();
    if (done) return controller.close();
    if (everyMs > 0) await Bun.sleep(everyMs);
    controller.enqueue(value);
  };
  return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers: eventStream });
}

/** Hundreds of megabytes of deltas in large pieces. */
function* flood({ opening, delta, closing }: Prepared, megabytes: number): Generator<Uint8Array> {
  const large = Buffer.concat(Array.from({ length: Math.ceil(65_536 / delta.length) }, () => delta));
  yield opening;
  for (let sent = 0; sent < megabytes * 1_048_576; sent += large.length) yield large;
  yield closing;
}

function* drip({ opening, delta, closing }: Prepared, deltas: number): Generator<Uint8Array> {
  yield opening;
  for (let nth = 0; nth < deltas; nth++) yield delta;
  yield closing;
}

function answer(kind: string, it: Prepared): Response {
  const [name = "", first = "0", second = "0"] = kind.split("-");
  switch (name) {
    case "json":
      return new Response(it.json, { headers: { "content-type": "application/json" } });
    case "burst":
      return new Response(it.burst, { headers: eventStream });
    case "events":
      return paced(it.events, Number(first));
    case "drip":
      return paced(drip(it, Number(first)), Number(second));
    case "flood":
      return paced(flood(it, Number(first)), 0);
    default:
      return new Response("no such answer", { status: 404 });
  }
}

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  maxRequestBodySize: 64 * 1_048_576,
  fetch: async (request) => {
    await request.arrayBuffer();
    const [, wireId = "", kind = ""] = new URL(request.url).pathname.split("/");
    const it = prepared.get(wireId);
    return it ? answer(kind, it) : new Response("no such wire", { status: 404 });
  },
});
console.log(server.port);
