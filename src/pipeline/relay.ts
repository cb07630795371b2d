import { Buffer } from "node:buffer";
import { classifyStreamFailure } from "../chain/classify.ts";
import type { Target } from "../chain/target.ts";
import { UpstreamError } from "../errors.ts";
import { forwardedResponseHeaders } from "../http/headers.ts";
import { indexing, type JsonIndex, memberOf } from "../http/json-index.ts";
import { type JsonEdit, spliceInPieces } from "../http/json-splice.ts";
import { createSseDecoder, encodeSse } from "../http/sse.ts";
import { isJsonObject, parseJson } from "../json.ts";
import { vertexAnthropicVersion } from "../protocols/anthropic/encode-request.ts";
import { emptyUsage, type StopReason, type Usage } from "../protocols/anthropic/events.ts";
import { readUsage } from "../protocols/anthropic/read-usage.ts";
import { mayHoldForeignThinking, relayEdits } from "../protocols/anthropic/relay-edits.ts";
import { readStopReason } from "../protocols/anthropic/stop-reason.ts";
import { needsResponsesEdits, responsesRelayEdits } from "../protocols/openai-responses/relay-edits.ts";
import type { DecodeContext, ProtocolId } from "../protocols/protocol.ts";
import { protocols } from "../protocols/registry.ts";
import { inSlices } from "../sliced.ts";
import type { Answer } from "./answer.ts";
import { createAnthropicTap } from "./anthropic-tap.ts";
import { type AttemptContext, type OpenedUpstream, openUpstream } from "./attempt.ts";
import { parseBody } from "./client-request.ts";
import { commitStream, type StreamReader, type StreamStep } from "./commit.ts";
import { createEventBoundary } from "./event-boundary.ts";
import { createDecoderTap, type Tap } from "./tap.ts";
import { longestAfterEnd, longestAnswer, translateBody } from "./translate.ts";
import { translationContext } from "./translation-context.ts";

/*
 * Client and target speak the same format: the client's bytes go out with a few spans changed, the upstream's bytes
 * come back as they are. Usage is read on the side.
 */

/** The request's bytes with only what must change changed. */
async function relayedBytes(context: AttemptContext): Promise<readonly Uint8Array[]> {
  const { bytes, target, thinking } = context;
  const index = bytes === context.request.bytes ? context.request.index : await inSlices(indexing(bytes));
  const edits: JsonEdit[] = modelEdits(target);
  if (target.protocol === "anthropic") {
    const { anthropic } = target.quirks;
    const filter = thinking.filterFor(
      anthropic.native ? "anthropic" : target.provider.name,
      anthropic.native,
    );
    const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (!anthropic.native || mayHoldForeignThinking(raw, filter)) {
      const body = await parseBody(bytes, index);
      if (isJsonObject(body)) edits.push(...relayEdits(body, anthropic, filter));
    }
  }
  edits.push(...outputLimitEdits(context));
  if (target.protocol === "openai-responses") edits.push(...(await responsesEdits(context, index)));
  return spliceInPieces(bytes, index, edits);
}

/** What ccm put into earlier answers of the session must not reach a host, nor what the ChatGPT backend refuses. */
async function responsesEdits(
  { bytes, target }: AttemptContext,
  index: JsonIndex,
): Promise<readonly JsonEdit[]> {
  const { provider, mapping, quirks } = target;
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!needsResponsesEdits(raw, quirks.responses)) return [];
  const body = await parseBody(bytes, index);
  const provenance = { provider: provider.name, model: mapping.actualModel };
  return isJsonObject(body) ? responsesRelayEdits(body, { quirks: quirks.responses, provenance }) : [];
}

/** Anthropic's format names the model in the body, except on Vertex AI, which wants its version there instead. */
function modelEdits({ protocol, quirks, mapping }: Target): JsonEdit[] {
  if (protocol !== "anthropic" || !quirks.anthropic.vertex)
    return [{ path: ["model"], value: mapping.actualModel }];
  return [
    { path: ["model"], remove: true },
    { path: ["anthropic_version"], value: vertexAnthropicVersion },
  ];
}

/** Lowers an output limit that is above what the target gives; never adds or raises one. */
function outputLimitEdits(context: AttemptContext): JsonEdit[] {
  const limit = context.target.mapping.maxOutputTokens;
  if (limit === undefined) return [];
  return ["max_tokens", "max_completion_tokens", "max_output_tokens"].flatMap((key): JsonEdit[] => {
    const member = memberOf(context.request.index, key);
    const wanted =
      member && Number(new TextDecoder().decode(context.request.bytes.subarray(member.start, member.end)));
    return wanted !== undefined && wanted > limit ? [{ path: [key], value: limit }] : [];
  });
}

function openTap(context: AttemptContext, decoding: () => DecodeContext): Tap {
  const { target, thinking } = context;
  if (target.protocol !== "anthropic")
    return createDecoderTap(protocols[target.protocol].openDecoder(decoding()));
  if (target.quirks.anthropic.native) return createAnthropicTap();
  return createAnthropicTap((signature) => thinking.remember(signature, target.provider.name));
}

/** The last word of a format, for hosts that forget it although the answer is whole. */
const lastWords: Readonly<Record<ProtocolId, string>> = {
  anthropic: encodeSse("message_stop", '{"type":"message_stop"}'),
  "openai-chat": "data: [DONE]\n\n",
  "openai-responses": "",
  gemini: "",
};

function readRelay(upstream: OpenedUpstream, tap: Tap, protocol: ProtocolId): StreamReader {
  const sse = createSseDecoder();
  const boundary = createEventBoundary();
  let whole = false;

  function atEnd(): StreamStep {
    tap.push(sse.end());
    const { ended, whole: complete, committed, failure } = tap.end();
    if (failure) return { out: undefined, committed, done: false, failure };
    const rest = boundary.rest();
    const out = ended || !complete ? rest : Buffer.concat([rest, Buffer.from(lastWords[protocol])]);
    return { out, committed, done: true };
  }

  return {
    async step() {
      let chunk: Uint8Array | undefined;
      try {
        chunk = await upstream.body.next();
      } catch (error) {
        if (!whole) throw error;
      }
      if (!chunk) return atEnd();
      const reading = tap.push(sse.push(chunk));
      if (reading.alive) upstream.touch();
      // What follows the end of the answer still belongs to the client, but it is not waited for.
      if (reading.whole && !whole) upstream.limitSilence(longestAfterEnd);
      whole = reading.whole;
      const out = boundary.push(chunk);
      const { committed, failure } = reading;
      if (!failure) return { out, committed, done: false };
      // The upstream's own error event tells the client; an event that does not parse would only confuse it.
      return { out: failure.body === undefined ? undefined : out, committed, done: false, failure };
    },
  };
}

async function relayWhole(context: AttemptContext, upstream: OpenedUpstream): Promise<Answer> {
  const text = await upstream.body.readAll(longestAnswer);
  upstream.close();
  const body = parseJson(text);
  if (!isJsonObject(body)) {
    throw new UpstreamError({ kind: "incomplete_stream", message: "the answer is not whole JSON" });
  }
  let usage: Usage | undefined;
  let stopReason: StopReason | undefined;
  if (context.target.protocol === "anthropic") {
    if (body.type !== "message") {
      const message = "the upstream's answer is no message";
      const isError = body.error !== undefined || body.type === "error";
      throw classifyStreamFailure(
        isError ? { type: "failure", body, message } : { type: "failure", kind: "bad_response", message },
        upstream.response.headers,
        context.now(),
      );
    }
    usage = readUsage(body.usage, emptyUsage);
    stopReason = readStopReason(body.stop_reason);
  } else {
    const decoding = translationContext(context, context.decoded().request);
    const message = protocols[context.target.protocol].decodeResponse(body, decoding);
    if (message.type === "failure")
      throw classifyStreamFailure(message, upstream.response.headers, context.now());
    usage = message.usage;
    stopReason = message.stop_reason ?? undefined;
  }
  context.mark("firstEvent");
  return {
    headers: forwardedResponseHeaders(upstream.response.headers),
    body: text,
    usage: () => usage,
    stopReason: () => stopReason,
    failure: () => undefined,
    dropped: [],
  };
}

/** Relays the request and its answer. @throws UpstreamError before the commit. */
export async function relay(context: AttemptContext): Promise<Answer> {
  const { target, wantsStream, request } = context;
  const upstream = await openUpstream(context, {
    path: protocols[target.protocol].path(target.mapping.actualModel, wantsStream, target.quirks),
    body: await relayedBytes(context),
    relayed: true,
    stream: wantsStream,
  });
  try {
    // The same format, but it must be taken apart and put together: the upstream answered in the other form than asked,
    // or another target's thinking stands before it.
    if ((upstream.body.form === "events") !== wantsStream || context.preface?.hasBegun())
      return await translateBody(context, upstream, new Map(), []);
    if (!wantsStream) return await relayWhole(context, upstream);
    const tap = openTap(context, () => translationContext(context, context.decoded().request));
    const encoder = context.decoded;
    const stream = await commitStream({
      reader: readRelay(upstream, tap, target.protocol),
      hold: context.hold,
      headers: upstream.response.headers,
      now: context.now,
      upstream,
      hide: context.hide,
      ended: context.ended,
      fail: (failure) =>
        encoder()
          .openEncoder({
            requestId: request.id,
            model: target.mapping.actualModel,
            newId: context.newId,
            now: seconds(context),
          })
          .fail(context.describe(failure)),
    });
    return {
      headers: forwardedResponseHeaders(upstream.response.headers),
      body: stream,
      usage: tap.usage,
      stopReason: tap.stopReason,
      failure: stream.failure,
      dropped: [],
    };
  } catch (error) {
    upstream.close();
    throw error;
  }
}

function seconds(context: AttemptContext): () => number {
  return () => Math.floor(context.now() / 1000);
}
