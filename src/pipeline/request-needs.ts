import { Buffer } from "node:buffer";
import type { Requirements } from "../chain/requirements.ts";
import type { RequestView } from "../router/request-view.ts";

/** Types of parts that carry a picture or a file, in the formats of all clients. */
const imageMarks = /"type"\s*:\s*"(?:image|image_url|input_image)"/;
const documentMarks = /"type"\s*:\s*"(?:document|file|input_file)"/;

/** Reads what a request needs of a target; each need is looked up only when a target cannot take everything. */
export function requestNeeds(view: RequestView, bytes: Uint8Array): Requirements {
  const text = (): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return {
    get images() {
      return imageMarks.test(text());
    },
    get documents() {
      return documentMarks.test(text());
    },
    get tools() {
      return view.hasTools();
    },
    get webSearch() {
      const types = view.toolTypes();
      return (
        types.length > 0 &&
        view.toolCount() === types.length &&
        types.some((type) => type.startsWith("web_search"))
      );
    },
  };
}
