import type { JsonObject } from "../../../json.ts";
import type { EncodeContext } from "../../protocol.ts";
import type { Emit, ItemWriter, Place } from "./item-writer.ts";
import { type ResponseFrame, responseObject } from "./response-object.ts";

/** Takes one event of the client's stream, `type` first. */
export type EventSink = (type: string, event: JsonObject) => void;

/** An announced item, not yet done. */
export interface OpenItem<Writer extends ItemWriter> {
  readonly index: number;
  readonly writer: Writer;
}

/**
 * The one place that numbers events and items, announces each item and says when it is done. OpenAI's SDK folds all
 * events and checks every index; Codex reads only finished items and the last event.
 */
export class ResponseWriter {
  readonly #context: EncodeContext;
  readonly #sink: EventSink;
  readonly #frame: ResponseFrame;
  #sequence = 0;
  #begun = false;
  #nextIndex = 0;
  /** Finished items by their index; one that was cut off is among them. */
  readonly #output: JsonObject[] = [];

  constructor(echo: JsonObject, context: EncodeContext, sink: EventSink) {
    this.#context = context;
    this.#sink = sink;
    const { newId, now, model } = context;
    this.#frame = { id: newId("resp_"), createdAt: now(), model, echo };
  }

  readonly emit: Emit = (type, members) => {
    this.#sink(type, { type, sequence_number: this.#sequence++, ...members });
  };

  hasBegun(): boolean {
    return this.#begun;
  }

  /** Says that the answer has begun. */
  begin(): void {
    this.#begun = true;
    const response = responseObject(this.#frame, "in_progress", {});
    this.emit("response.created", { response });
    this.emit("response.in_progress", { response });
  }

  /** Announces an item. `idPrefix` is the one of OpenAI's own ids of the kind (`msg_`). */
  announce<Writer extends ItemWriter>(
    idPrefix: string,
    make: (emit: Emit, place: Place) => Writer,
  ): OpenItem<Writer> {
    const index = this.#nextIndex++;
    const writer = make(this.emit, { item_id: this.#context.newId(idPrefix), output_index: index });
    this.emit("response.output_item.added", { output_index: index, item: writer.announced });
    writer.open();
    return { index, writer };
  }

  /** Says that an item is done, with all it holds. */
  finish({ index, writer }: OpenItem<ItemWriter>): void {
    const item = writer.close();
    this.#output[index] = item;
    this.emit("response.output_item.done", { output_index: index, item });
  }

  /** Leaves an item unfinished: only the last event lists it, as far as it came. */
  cut({ index, writer }: OpenItem<ItemWriter>): void {
    this.#output[index] = writer.cut();
  }

  /** Whether an item of this type was finished. */
  holds(type: string): boolean {
    return this.#output.some((item) => item?.type === type);
  }

  /** The last event, with all items. */
  end(status: "completed" | "incomplete" | "failed", members: JsonObject): void {
    const output = this.#output.filter((item) => item !== undefined);
    this.emit(`response.${status}`, {
      response: responseObject(this.#frame, status, { output, ...members }),
    });
  }
}
