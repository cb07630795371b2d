import type { JsonObject } from "../../../json.ts";
import type { Emit, ItemWriter, Place } from "./item-writer.ts";

/** A reasoning item; its `encrypted_content` is set before it closes. */
export interface ReasoningWriter extends ItemWriter {
  encrypt(encrypted: string | null): void;
}

/** Writes thinking as a reasoning item with one summary part, or with none when nothing is to be seen. */
export function writeReasoning(emit: Emit, place: Place): ReasoningWriter {
  const at = { ...place, summary_index: 0 };
  let text = "";
  let encrypted_content: string | null = null;
  const part = (): JsonObject => ({ type: "summary_text", text });
  const item = (): JsonObject => ({
    id: place.item_id,
    type: "reasoning",
    summary: text === "" ? [] : [part()],
    encrypted_content,
  });
  return {
    announced: item(),
    open() {
      // The part is announced with its first words: many thinking blocks carry only a signature.
    },
    push(piece) {
      if (text === "") emit("response.reasoning_summary_part.added", { ...at, part: part() });
      text += piece;
      emit("response.reasoning_summary_text.delta", { ...at, delta: piece });
    },
    encrypt(encrypted) {
      encrypted_content = encrypted;
    },
    close() {
      if (text !== "") {
        emit("response.reasoning_summary_text.done", { ...at, text });
        emit("response.reasoning_summary_part.done", { ...at, part: part() });
      }
      return item();
    },
    cut: item,
  };
}
