import { Buffer } from "node:buffer";
import type { Requirements } from "../chain/requirements.ts";
import type { RequestView } from "../router/request-view.ts";

/** Types of parts that carry a picture or a file, in the formats of all clients. */
const imageMarks = /"type"\s*:\s*"(?:image|image_url|input_image)"/;
const documentMarks = /"type"\s*:\s*"(?:document|file|input_file)"/;

class RequestNeeds implements Requirements {
  readonly #view: RequestView;
  readonly #bytes: Uint8Array;

  constructor(view: RequestView, bytes: Uint8Array) {
    this.#view = view;
    this.#bytes = bytes;
  }

  get images(): boolean {
    return imageMarks.test(this.#text());
  }

  get documents(): boolean {
    return documentMarks.test(this.#text());
  }

  get tools(): boolean {
    return this.#view.hasTools();
  }

  get webSearch(): boolean {
    const types = this.#view.toolTypes();
    return (
      types.length > 0 &&
      this.#view.toolCount() === types.length &&
      types.some((type) => type.startsWith("web_search"))
    );
  }

  #text(): string {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
  }
}

/** Reads what a request needs of a target; each need is looked up only when a target cannot take everything. */
export function requestNeeds(view: RequestView, bytes: Uint8Array): Requirements {
  return new RequestNeeds(view, bytes);
}
