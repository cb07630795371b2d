import type { JsonObject } from "../../../json.ts";
import { wrapSummary } from "./compaction.ts";
import type { Emit, ItemWriter, Place } from "./item-writer.ts";

/** Writes the item that stands for a compacted conversation; it has no events of its own. */
export function writeCompaction(summary: string): (emit: Emit, place: Place) => ItemWriter {
  return (_emit, { item_id }) => {
    const item: JsonObject = {
      id: item_id,
      type: "compaction",
      encrypted_content: wrapSummary(summary),
    };
    return { announced: item, open() {}, push() {}, close: () => item, cut: () => item };
  };
}
