import type { JsonObject } from "../../../json.ts";
import type { Emit, ItemWriter, Place } from "./item-writer.ts";

/** Writes a message item with one text part. */
export function writeMessage(emit: Emit, place: Place): ItemWriter {
  const at = { ...place, content_index: 0 };
  let text = "";
  const part = (): JsonObject => ({ type: "output_text", text, annotations: [], logprobs: [] });
  const item = (status: string, content: JsonObject[]): JsonObject => ({
    id: place.item_id,
    type: "message",
    status,
    role: "assistant",
    content,
  });
  return {
    announced: item("in_progress", []),
    open() {
      emit("response.content_part.added", { ...at, part: part() });
    },
    push(piece) {
      text += piece;
      emit("response.output_text.delta", { ...at, delta: piece, logprobs: [] });
    },
    close() {
      emit("response.output_text.done", { ...at, text, logprobs: [] });
      emit("response.content_part.done", { ...at, part: part() });
      return item("completed", [part()]);
    },
    cut: () => item("incomplete", [part()]),
  };
}
