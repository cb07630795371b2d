import type { JsonObject } from "../../../json.ts";

/** Sends one stream event; the type comes first, the sequence number is added. */
export type Emit = (type: string, members: JsonObject) => void;

/** Where an item stands in the answer. */
export interface Place {
  readonly item_id: string;
  readonly output_index: number;
}

/** An output item that is being written. */
export interface ItemWriter {
  /** The item as announced, still empty. */
  readonly announced: JsonObject;
  /** The events between announcement and content. */
  open(): void;
  /** A piece of its content. */
  push(piece: string): void;
  /** The events that close its content; gives the item in full. */
  close(): JsonObject;
  /** The item as far as it came, for an answer that was cut off inside it. */
  cut(): JsonObject;
}
