import { classifyStreamFailure } from "../chain/classify.ts";
import { UpstreamError } from "../errors.ts";
import { createSseDecoder } from "../http/sse.ts";
import { parseJson } from "../json.ts";
import type { Message, MessageEvent, StopReason, Usage } from "../protocols/anthropic/events.ts";
import type {
  DecodeContext,
  DecodedEvent,
  EncodeContext,
  StreamDecoder,
  StreamEncoder,
  StreamFailure,
  WireEvent,
} from "../protocols/protocol.ts";
import { protocols } from "../protocols/registry.ts";
import { foldEvents, unfoldMessage } from "../protocols/shared/fold-events.ts";
import { inSlices } from "../sliced.ts";
import type { Answer } from "./answer.ts";
import { type AttemptContext, type OpenedUpstream, openUpstream } from "./attempt.ts";
import { commitStream, type StreamReader, type StreamStep } from "./commit.ts";
import { translationContext } from "./translation-context.ts";
import { watchBeginning } from "./watch-beginning.ts";
import { writeBody } from "./write-body.ts";

/*
 * Client and target speak different formats: decode into Anthropic, encode out of Anthropic.
 */

/** How long a host may keep the connection open after the end of its answer, in milliseconds. */
export const longestAfterEnd = 1000;

/** Bytes of the longest whole answer that is taken apart in memory. */
export const longestAnswer = 64 * 1024 * 1024;

/** Hub events of an upstream, whichever form its answer has. */
interface EventReader {
  /** The events of the next piece, and whether it was the last. */
  step(): Promise<{ readonly events: readonly DecodedEvent[]; readonly done: boolean }>;
}

function decodeEach(decoder: StreamDecoder, wire: readonly WireEvent[]): DecodedEvent[] {
  const events: DecodedEvent[] = [];
  for (const event of wire) for (const decoded of decoder.push(event)) events.push(decoded);
  return events;
}

function readEvents(
  upstream: OpenedUpstream,
  decoding: DecodeContext,
  protocolId: AttemptContext["target"]["protocol"],
): EventReader {
  const sse = createSseDecoder();
  const decoder = protocols[protocolId].openDecoder(decoding);
  let whole = false;
  return {
    async step() {
      let chunk: Uint8Array | undefined;
      try {
        chunk = await upstream.body.next();
      } catch (error) {
        if (!whole) throw error;
      }
      if (!chunk) {
        const last = decodeEach(decoder, sse.end());
        return { events: [...last, ...decoder.end()], done: true };
      }
      const events = decodeEach(decoder, sse.push(chunk));
      if (events.some(({ type }) => type !== "ping")) upstream.touch();
      // Usage may follow the end of the answer, but it is not waited for long.
      if (!whole && decoder.isWhole()) upstream.limitSilence(longestAfterEnd);
      whole = decoder.isWhole();
      return { events, done: events.at(-1)?.type === "message_stop" };
    },
  };
}

function readWhole(
  upstream: OpenedUpstream,
  decoding: DecodeContext,
  protocolId: AttemptContext["target"]["protocol"],
): EventReader {
  return {
    async step() {
      const body = parseJson(await upstream.body.readAll(longestAnswer));
      if (body === undefined)
        throw new UpstreamError({ kind: "incomplete_stream", message: "the answer is not whole JSON" });
      const message = protocols[protocolId].decodeResponse(body, decoding);
      return { events: message.type === "failure" ? [message] : unfoldMessage(message), done: true };
    },
  };
}

/** What was learned of the answer while it passed. */
class Observed {
  usage: Usage | undefined;
  stopReason: StopReason | undefined;

  see(event: MessageEvent): void {
    if (event.type === "message_start") {
      this.usage = event.message.usage;
    } else if (event.type === "message_delta") {
      this.usage = event.usage;
      this.stopReason = event.delta.stop_reason;
    }
  }
}

async function wholeMessage(
  reader: EventReader,
  context: AttemptContext,
  upstream: OpenedUpstream,
  observed: Observed,
): Promise<Message> {
  const collected: MessageEvent[] = [];
  for (let done = false; !done; ) {
    const step = await reader.step();
    for (const event of step.events) {
      if (event.type === "failure")
        throw classifyStreamFailure(event, upstream.response.headers, context.now());
      observed.see(event);
      collected.push(event);
    }
    done = step.done;
  }
  const message = foldEvents(collected);
  if (!message)
    throw new UpstreamError({ kind: "incomplete_stream", message: "the stream ended before the answer did" });
  return message;
}

/**
 * Takes an opened answer apart and puts it together for the client, stream or whole as the client wants it.
 * @throws UpstreamError before the commit.
 */
export async function translateBody(
  context: AttemptContext,
  upstream: OpenedUpstream,
  toolNames: ReadonlyMap<string, string>,
  dropped: readonly string[],
): Promise<Answer> {
  const { target, request } = context;
  const client = await context.decoded.prepare();
  const decoding: DecodeContext = { ...translationContext(context, client.request), toolNames };
  const reader =
    upstream.body.form === "json"
      ? readWhole(upstream, decoding, target.protocol)
      : readEvents(upstream, decoding, target.protocol);
  const encoding: EncodeContext = {
    requestId: request.id,
    model: target.mapping.actualModel,
    newId: context.newId,
    now: decoding.now,
  };
  const observed = new Observed();
  const facts = {
    usage: () => observed.usage,
    stopReason: () => observed.stopReason,
    headers: {},
    dropped,
  };

  if (!context.wantsStream) {
    const message = await wholeMessage(reader, context, upstream, observed);
    upstream.close();
    context.mark("firstEvent");
    return {
      ...facts,
      body: JSON.stringify(client.encodeMessage(message, encoding)),
      failure: () => undefined,
    };
  }

  const openEncoder = (): StreamEncoder => client.openEncoder(encoding);
  const encoder = context.preface?.openWriter({ target, dropped }, openEncoder) ?? openEncoder();
  const begins = watchBeginning();
  let thinks = false;
  let committed = false;
  /** What is not certain to be said: the writer, which may go on for another target, must not have seen it. */
  let unwritten: MessageEvent[] = [];
  const encodeStep = async (): Promise<StreamStep> => {
    const wasCommitted = committed;
    const { events, done } = await reader.step();
    let failure: StreamFailure | undefined;
    for (const event of events) {
      if (event.type === "failure") {
        failure = event;
        break;
      }
      observed.see(event);
      const beginning = begins(event);
      thinks ||= beginning === "thinking";
      committed ||= beginning === "answer";
      unwritten.push(event);
    }
    if (failure && !wasCommitted) return { out: undefined, committed: false, done: false, failure };
    if (!thinks && !committed && !done) return { out: undefined, committed, done };
    let out = "";
    for (const event of unwritten) out += encoder.push(event);
    unwritten = [];
    if (failure) {
      // What came before the failure is still the client's; the failure follows it.
      const { failure: classified } = classifyStreamFailure(
        failure,
        upstream.response.headers,
        context.now(),
      );
      return { out: out + encoder.fail(context.describe(classified)), committed, done: false, failure };
    }
    if (done) out += encoder.end();
    if (thinks && !committed) context.mark("firstEvent");
    return { out, committed, thinks, done };
  };
  const stream = await commitStream({
    reader: { step: encodeStep } satisfies StreamReader,
    hold: context.hold,
    headers: upstream.response.headers,
    now: context.now,
    upstream,
    say: context.preface?.say,
    hide: context.hide,
    ended: context.ended,
    fail: (failure) => encoder.fail(context.describe(failure)),
  });
  return { ...facts, body: stream, failure: stream.failure };
}

/** Translates the request and its answer. @throws UpstreamError before the commit. */
export async function translate(context: AttemptContext): Promise<Answer> {
  const { target, wantsStream } = context;
  const client = await context.decoded.prepare();
  const protocol = protocols[target.protocol];
  const encoded = await inSlices(
    protocol.encodeRequest(client.request, translationContext(context, client.request)),
  );
  const { body, left } = context.refused.leaveOut(target, encoded.body);
  const upstream = await openUpstream(context, {
    path: protocol.path(target.mapping.actualModel, wantsStream, target.quirks),
    body: await writeBody(body, context.bytes.length),
    relayed: false,
    stream: wantsStream,
  });
  try {
    return await translateBody(context, upstream, encoded.toolNames, [
      ...client.dropped,
      ...encoded.dropped,
      ...left,
    ]);
  } catch (error) {
    upstream.close();
    throw error;
  }
}
