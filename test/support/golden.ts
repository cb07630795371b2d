import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSseDecoder } from "../../src/http/sse.ts";
import { isJsonObject, type JsonValue, parseJson } from "../../src/json.ts";
import type { MessageEvent } from "../../src/protocols/anthropic/events.ts";
import { decodeMessagesRequest } from "../../src/protocols/anthropic/request.ts";
import type { DecodeContext, DecodedEvent, Protocol, WireEvent } from "../../src/protocols/protocol.ts";
import { foldEvents } from "../../src/protocols/shared/fold-events.ts";
import { atOnce } from "../../src/sliced.ts";
import { decodeContext, type QuirkOverrides, quirksWith } from "./decode-context.ts";
import { checkFailed, checkGrammar, type GrammarOptions } from "./grammar.ts";
import { awkwardOffsets, splitAt, splitEvery } from "./split.ts";

/*
 * Golden cases are folders of files; a new case needs no code.
 *
 *   <case>.sse           what the provider streamed      -> <case>.events.json   the hub events it means
 *   <case>.answer.json   what it answers without stream  -> <case>.message.json  the message (or failure) it means;
 *                        beside an .sse of the same name it must be the same message, and .message.json is not needed
 *   <case>.request.json  a Messages request              -> <case>.body.json     { body, dropped?, toolNames? }
 *   <case>.context.json  optional: { model, quirks, toolNames, request, grammar, … } for any of them
 */

/** What one case changes in its surroundings: everything of a context that JSON can say. */
interface CaseContext extends Partial<Omit<DecodeContext, "quirks" | "toolNames" | "request">> {
  readonly quirks?: QuirkOverrides;
  readonly toolNames?: Readonly<Record<string, string>>;
  readonly request?: JsonValue;
  readonly grammar?: GrammarOptions;
}

function readJson(path: string): JsonValue {
  const value = parseJson(readFileSync(path, "utf8"));
  if (value === undefined) throw new Error(`${path} is not JSON`);
  return value;
}

function readCaseContext(folder: string, name: string): CaseContext {
  const path = join(folder, `${name}.context.json`);
  return existsSync(path) ? (readJson(path) as unknown as CaseContext) : {}; // our own fixture
}

function contextOf(folder: string, name: string): DecodeContext {
  const { quirks, toolNames, request, grammar: _, ...rest } = readCaseContext(folder, name);
  return decodeContext({
    ...rest,
    quirks: quirksWith(quirks),
    toolNames: new Map(Object.entries(toolNames ?? {})),
    ...(request !== undefined && { request: atOnce(decodeMessagesRequest(request)) }),
  });
}

function casesOf(folder: string, suffix: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();
}

/** Frames bytes into server-sent events, however they are cut. */
export function frame(pieces: readonly Uint8Array[]): readonly WireEvent[] {
  const decoder = createSseDecoder();
  return [...pieces.flatMap((piece) => [...decoder.push(piece)]), ...decoder.end()];
}

/** Runs framed events through a fresh decoder, to the end. */
export function decodeAll(
  protocol: Protocol,
  context: DecodeContext,
  events: readonly WireEvent[],
): readonly DecodedEvent[] {
  const decoder = protocol.openDecoder(context);
  return [...events.flatMap((event) => [...decoder.push(event)]), ...decoder.end()];
}

function failed(events: readonly DecodedEvent[]): boolean {
  return events.at(-1)?.type === "failure";
}

function isMessageEvent(event: DecodedEvent): event is MessageEvent {
  return event.type !== "failure";
}

/** A folder of streams, and what in them ends an answer. */
export interface StreamGoldens {
  readonly protocol: Protocol;
  readonly folder: string;
  /** Whether this event says that the answer is finished: before it, an end of the bytes is a failure. */
  readonly isTerminal: (event: WireEvent) => boolean;
}

/** Declares the tests of every `<case>.sse` in a folder: decoded, cut everywhere, and broken off everywhere. */
export function testStreamGoldens({ protocol, folder, isTerminal }: StreamGoldens): void {
  for (const name of casesOf(folder, ".sse")) {
    const bytes = new Uint8Array(readFileSync(join(folder, `${name}.sse`)));
    const expected = readJson(join(folder, `${name}.events.json`));
    const { grammar = {} } = readCaseContext(folder, name);
    const decode = (events: readonly WireEvent[]) => decodeAll(protocol, contextOf(folder, name), events);

    describe(`stream ${name}`, () => {
      test("means what its golden says", () => {
        const events = decode(frame([bytes]));
        expect(events as unknown).toEqual(expected);
        expect(failed(events) ? checkFailed(events, grammar) : checkGrammar(events, grammar)).toEqual([]);
      });

      test("means the same wherever its bytes are cut", () => {
        for (const size of [1, 2, 3, 7, 64])
          expect(decode(frame(splitEvery(bytes, size))) as unknown).toEqual(expected);
        const text = new TextDecoder().decode(bytes).replaceAll("\n", "\r\n");
        const crlf = new TextEncoder().encode(text);
        expect(decode(frame(splitAt(crlf, awkwardOffsets(crlf)))) as unknown).toEqual(expected);
      });

      test("fails, and never pretends to have ended, when it breaks off", () => {
        const wire = frame([bytes]);
        for (let length = 0; length < wire.length; length++) {
          const prefix = wire.slice(0, length);
          const events = decode(prefix);
          if (prefix.some(isTerminal) && !failed(events)) expect(checkGrammar(events, grammar)).toEqual([]);
          else expect(checkFailed(events, { ...grammar, brokenToolInput: true })).toEqual([]);
        }
      });

      const answer = join(folder, `${name}.answer.json`);
      if (existsSync(answer))
        test("is the message that comes without a stream", () => {
          const context = contextOf(folder, name);
          const whole = protocol.decodeResponse(readJson(answer), { ...context, stream: false });
          const folded = foldEvents(decode(frame([bytes])).filter(isMessageEvent));
          expect(folded as unknown).toEqual(whole);
        });
    });
  }
}

/** Declares the tests of every `<case>.answer.json` that stands without a stream. */
export function testAnswerGoldens({ protocol, folder }: Omit<StreamGoldens, "isTerminal">): void {
  for (const name of casesOf(folder, ".answer.json")) {
    if (existsSync(join(folder, `${name}.sse`))) continue;
    test(`answer ${name} means what its golden says`, () => {
      const context = { ...contextOf(folder, name), stream: false };
      const decoded = protocol.decodeResponse(readJson(join(folder, `${name}.answer.json`)), context);
      expect(decoded as unknown).toEqual(readJson(join(folder, `${name}.message.json`)));
    });
  }
}

/** Declares the tests of every `<case>.request.json`: what is sent, what is lost, which tools are renamed. */
export function testRequestGoldens({ protocol, folder }: Omit<StreamGoldens, "isTerminal">): void {
  for (const name of casesOf(folder, ".request.json")) {
    test(`request ${name} is sent as its golden says`, () => {
      const request = atOnce(decodeMessagesRequest(readJson(join(folder, `${name}.request.json`))));
      const context = contextOf(folder, name);
      const { body, dropped, toolNames } = atOnce(protocol.encodeRequest(request, context));
      const expected = readJson(join(folder, `${name}.body.json`));
      if (!isJsonObject(expected)) throw new Error(`${name}.body.json is no object`);
      expect(JSON.parse(JSON.stringify(body)) as unknown).toEqual(expected.body);
      expect([...dropped] as unknown).toEqual(expected.dropped ?? []);
      expect(Object.fromEntries(toolNames) as unknown).toEqual(expected.toolNames ?? {});
    });
  }
}
