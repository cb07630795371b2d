import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonValue } from "../../../../../src/json.ts";
import type { MessageEvent } from "../../../../../src/protocols/anthropic/events.ts";
import { openaiResponsesDialect } from "../../../../../src/protocols/openai-responses/dialect.ts";
import { foldEvents } from "../../../../../src/protocols/shared/fold-events.ts";
import { atOnce } from "../../../../../src/sliced.ts";
import { encodeContext } from "../../../../support/decode-context.ts";
import { checkStream, readEvents } from "./check-stream.ts";
import { foldWithSdk, sentOutput } from "./fold-with-sdk.ts";

/*
 *   <case>.request.json  what a client sends        -> <case>.hub.json      { request, dropped? }
 *   <case>.events.json   the hub events it is given -> <case>.stream.json   the events of its stream
 */

const folder = join(import.meta.dir, "../../../../fixtures/openai-responses/client");

const cases = readdirSync(folder)
  .filter((file) => file.endsWith(".request.json"))
  .map((file) => file.slice(0, -".request.json".length));

function fixture(name: string): JsonValue {
  return JSON.parse(readFileSync(join(folder, name), "utf8"));
}

describe.each(cases)("client case %s", (name) => {
  const decode = () => atOnce(openaiResponsesDialect.decodeRequest(fixture(`${name}.request.json`)));

  test("is understood as its golden says", () => {
    const { request, dropped } = decode();
    const said = { request, ...(dropped.length > 0 && { dropped }) };
    expect(JSON.parse(JSON.stringify(said))).toEqual(fixture(`${name}.hub.json`));
  });

  if (!existsSync(join(folder, `${name}.events.json`))) return;
  const events = fixture(`${name}.events.json`) as unknown as MessageEvent[]; // our own fixture

  function stream(): string {
    const encoder = decode().openEncoder(encodeContext());
    return events.map((event) => encoder.push(event)).join("") + encoder.end();
  }

  test("is answered as its golden says", () => {
    expect(readEvents(stream()) as unknown).toEqual(fixture(`${name}.stream.json`));
    expect(checkStream(stream())).toEqual([]);
  });

  test("is answered without a stream by what the stream ends with", () => {
    const message = foldEvents(events);
    if (!message) throw new Error("the golden's events are no whole answer");
    const whole = decode().encodeMessage(message, encodeContext());
    expect(whole as unknown).toEqual(readEvents(stream()).at(-1)?.response);
  });

  test("is folded by OpenAI's SDK into the same output", async () => {
    const folded = await foldWithSdk(stream());
    const last = readEvents(stream()).at(-1)?.response as { output?: unknown; status?: unknown };
    expect(sentOutput(folded)).toEqual(last.output);
    expect(folded.status as unknown).toEqual(last.status);
  });
});
