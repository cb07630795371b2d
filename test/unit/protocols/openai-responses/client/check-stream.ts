import { createSseDecoder } from "../../../../../src/http/sse.ts";
import { isJsonObject, type JsonObject, parseJson } from "../../../../../src/json.ts";

/** The events of a client's stream. Problems of the framing are thrown. */
export function readEvents(sse: string): readonly JsonObject[] {
  const decoder = createSseDecoder();
  const framed = [...decoder.push(new TextEncoder().encode(sse)), ...decoder.end()];
  return framed.map(({ event, data }) => {
    const value = parseJson(data);
    if (!isJsonObject(value)) throw new Error(`not a JSON object: ${data}`);
    if (value.type !== event) throw new Error(`event ${event} over type ${String(value.type)}`);
    return value;
  });
}

const terminal = ["response.completed", "response.incomplete", "response.failed"];

class Reading {
  readonly problems: string[] = [];
  readonly announced = new Map<number, JsonObject>();
  readonly done = new Map<number, JsonObject>();
  ended = false;

  #item(event: JsonObject): JsonObject {
    return isJsonObject(event.item) ? event.item : {};
  }

  see(event: JsonObject, position: number): void {
    const type = String(event.type);
    if (event.sequence_number !== position)
      this.problems.push(`${type} has number ${event.sequence_number} at ${position}`);
    if (position < 2 && type !== ["response.created", "response.in_progress"][position])
      this.problems.push(`${type} at ${position}`);
    if (this.ended) this.problems.push(`${type} after the end`);
    const index = typeof event.output_index === "number" ? event.output_index : -1;
    if (type === "response.output_item.added") this.#add(event, index);
    else if (type === "response.output_item.done") this.#finish(event, index);
    else if (index >= 0) this.#touch(event, index);
    if (terminal.includes(type)) this.#end(event);
  }

  #add(event: JsonObject, index: number): void {
    if (index !== this.announced.size) this.problems.push(`item ${index} announced out of turn`);
    this.announced.set(index, this.#item(event));
  }

  #touch({ type, item_id }: JsonObject, index: number): void {
    if (this.done.has(index)) this.problems.push(`${String(type)} after item ${index} was done`);
    if (this.announced.get(index)?.id !== item_id) this.problems.push(`${String(type)} of another item`);
  }

  #finish(event: JsonObject, index: number): void {
    const item = this.#item(event);
    const before = this.announced.get(index);
    if (!before || this.done.has(index)) this.problems.push(`item ${index} done without being open`);
    if (before?.id !== item.id || before?.type !== item.type || before?.call_id !== item.call_id)
      this.problems.push(`item ${index} changed who it is`);
    this.done.set(index, item);
  }

  #end({ type, response }: JsonObject): void {
    this.ended = true;
    const output = isJsonObject(response) && Array.isArray(response.output) ? response.output : [];
    const finished = [...this.done].sort(([a], [b]) => a - b).map(([, item]) => JSON.stringify(item));
    const listed = output.map((item) => JSON.stringify(item));
    if (finished.some((item) => !listed.includes(item))) this.problems.push("a finished item is not listed");
    if (type === "response.completed" && this.done.size !== this.announced.size)
      this.problems.push("completed with an item that is not done");
  }
}

/** Problems of a client's stream, by the rules of OpenAI's event reference; empty when it is legal. */
export function checkStream(sse: string): readonly string[] {
  const reading = new Reading();
  readEvents(sse).forEach((event, position) => {
    reading.see(event, position);
  });
  return reading.ended ? reading.problems : [...reading.problems, "the stream has no end"];
}
