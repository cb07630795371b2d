import type { FailureKind } from "../errors.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { Sliced } from "../sliced.ts";
import type { Message, MessageEvent } from "./anthropic/events.ts";
import type { Effort, MessagesRequest } from "./anthropic/request.ts";
import type { WireQuirks } from "./wire-quirks.ts";

/*
 * What a wire protocol is. It knows no host, header, credential or clock: those are data elsewhere, which is why one
 * protocol serves thirty providers. "Decode" is into Anthropic, "encode" is out of Anthropic.
 *
 *   client bytes ─ Dialect.decodeRequest ─> MessagesRequest ─ Protocol.encodeRequest ─> provider
 *   client bytes <─ Dialect.openEncoder ─── MessageEvent ──── Protocol.openDecoder <─── provider
 */

export type ProtocolId = "anthropic" | "openai-chat" | "openai-responses" | "gemini";

/** Who made an answer. Thinking is bound to it: it may be replayed only to the same provider and model family. */
export interface Provenance {
  /** Name of the provider in the user's config. */
  readonly provider: string;
  /** The provider's own model id. */
  readonly model: string;
}

/** What surrounds a translation: everything that is not in the request itself. Clock and randomness come in here. */
export interface TranslationContext {
  /** The provider's model id. */
  readonly model: string;
  readonly provenance: Provenance;
  readonly quirks: WireQuirks;
  /** Whether the upstream is asked to stream. */
  readonly stream: boolean;
  /** Effort of the mapping; wins over the request's own. */
  readonly reasoningEffort?: Effort;
  /** Upper bound of the target's output tokens. */
  readonly maxOutputTokens?: number;
  /** Stable hash of the client's session, for prompt caches that want a key. Never the raw id. */
  readonly sessionKey?: string;
  /** Google Cloud project that a Code Assist request is charged to; its envelope names it. */
  readonly projectId?: string;
  /** Makes an id that no other call has returned: `newId("toolu_")`. */
  readonly newId: (prefix: string) => string;
  /** Seconds since the epoch, for `created` members. */
  readonly now: () => number;
}

/** A provider's request, and what its answer needs to be decoded. */
export interface EncodedRequest {
  readonly body: JsonObject;
  /** What the target's format cannot hold, one short name a loss (`top_k`, `cache_control`, `block:container_upload`). */
  readonly dropped: readonly string[];
  /** From the shortened or cleaned tool name on the wire to the client's own. Empty when none changed. */
  readonly toolNames: ReadonlyMap<string, string>;
}

/** What a decoder knows beside the bytes. */
export interface DecodeContext extends TranslationContext {
  readonly request: MessagesRequest;
  readonly toolNames: ReadonlyMap<string, string>;
}

/**
 * Something upstream said, or failed to say, that is not an answer. The chain's classifier reads it together with
 * HTTP failures; a decoder never decides what follows from it.
 */
export interface StreamFailure {
  readonly type: "failure";
  /** Only where the wire itself leaves no doubt (`incomplete_stream`); else the classifier decides from the body. */
  readonly kind?: FailureKind;
  /** HTTP status stated inside the stream. */
  readonly status?: number;
  /** The upstream's error object, as it came. */
  readonly body?: JsonValue;
  /** One sentence for the case that the body says nothing. */
  readonly message: string;
}

export type DecodedEvent = MessageEvent | StreamFailure;

/** One server-sent event: `event` is empty when the stream names none. */
export interface WireEvent {
  readonly event: string;
  readonly data: string;
}

/** A stream translation as a pure machine; `finish` is called once, at the end of the bytes. */
export interface StreamMachine<State, In, Out> {
  readonly initial: (context: DecodeContext) => State;
  readonly step: (state: State, input: In) => readonly [State, readonly Out[]];
  readonly finish: (state: State) => readonly Out[];
  /** Whether the answer is known to be whole, so that only usage or the format's last word may follow. */
  readonly isWhole: (state: State) => boolean;
}

/** A running machine. After a `failure` or `message_stop` it returns nothing more. */
export interface StreamDecoder {
  push(event: WireEvent): readonly DecodedEvent[];
  end(): readonly DecodedEvent[];
  /** Whether the answer is known to be whole: a host that then keeps the connection open is not waited for. */
  isWhole(): boolean;
}

/** How hosts of a format count the input of a request without answering it. */
export interface TokenCounting {
  /** Whether a host with these quirks counts at all. */
  offeredBy(quirks: WireQuirks): boolean;
  /** Path below the target's base URL. */
  path(model: string, quirks: WireQuirks): string;
  encodeRequest(request: MessagesRequest, context: TranslationContext): Sliced<JsonObject>;
  /** Input tokens of an answer; `undefined` when it tells none. */
  decodeAnswer(body: JsonValue): number | undefined;
}

/** A wire format as ccm speaks it to providers. */
export interface Protocol {
  readonly id: ProtocolId;
  /** Path below the target's base URL, with query; the arguments are for protocols that name the model in the URL. */
  path(model: string, stream: boolean, quirks: WireQuirks): string;
  encodeRequest(request: MessagesRequest, context: TranslationContext): Sliced<EncodedRequest>;
  /** A whole JSON answer. Returns a failure for an error body under a 200. */
  decodeResponse(body: JsonValue, context: DecodeContext): Message | StreamFailure;
  openDecoder(context: DecodeContext): StreamDecoder;
  /** Absent where no host of this format counts. */
  readonly counting?: TokenCounting;
}

/** A failure as the client is told of it. */
export interface ClientFailure {
  readonly kind: FailureKind;
  readonly status: number;
  readonly message: string;
  readonly requestId: string;
  readonly code?: string;
}

/** Client-side context of one answer. */
export interface EncodeContext {
  readonly requestId: string;
  /** Name of the model that serves, as the client is told. */
  readonly model: string;
  readonly newId: (prefix: string) => string;
  readonly now: () => number;
}

/** Turns hub events into the client's stream, as SSE text ready to send. */
export interface StreamEncoder {
  push(event: MessageEvent): string;
  /** After `message_stop`: what the format says at the very end (`data: [DONE]`). */
  end(): string;
  /** A failure after the stream began; nothing follows it. */
  fail(failure: ClientFailure): string;
}

/** A client's request in the hub's shape, with the encoders for its answer (which may depend on the request). */
export interface DecodedRequest {
  readonly request: MessagesRequest;
  /** Members of the client's request that the hub cannot hold. */
  readonly dropped: readonly string[];
  encodeMessage(message: Message, context: EncodeContext): JsonObject;
  openEncoder(context: EncodeContext): StreamEncoder;
}

/** A wire format as clients speak it to ccm. */
export interface Dialect {
  readonly id: ProtocolId;
  /** @throws RequestError for what the client got wrong. */
  decodeRequest(body: JsonValue): Sliced<DecodedRequest>;
  encodeError(failure: ClientFailure): JsonObject;
  /** A harmless piece of stream that the client counts as a sign of life. */
  readonly keepAlive: string;
}

/** Closes a machine over its state, so that the registry holds protocols of one type. */
export function openMachine<State, In>(
  machine: StreamMachine<State, In, DecodedEvent>,
  context: DecodeContext,
  read: (event: WireEvent) => In | StreamFailure | undefined,
): StreamDecoder {
  let state = machine.initial(context);
  let ended = false;
  const settle = (events: readonly DecodedEvent[]): readonly DecodedEvent[] => {
    let length = 0;
    for (const { type } of events) {
      length++;
      if (type !== "failure" && type !== "message_stop") continue;
      ended = true;
      return events.slice(0, length);
    }
    return events;
  };
  return {
    push(event) {
      if (ended) return [];
      const input = read(event);
      if (input === undefined) return [];
      if (isFailure(input)) return settle([input]);
      const [next, events] = machine.step(state, input);
      state = next;
      return settle(events);
    },
    end() {
      return ended ? [] : settle(machine.finish(state));
    },
    isWhole: () => ended || machine.isWhole(state),
  };
}

function isFailure(input: unknown): input is StreamFailure {
  return typeof input === "object" && input !== null && "type" in input && input.type === "failure";
}
