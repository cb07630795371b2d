import { readFields } from "../stand-in/read-requests.ts";

/** Cuts one HTTP/1.1 response out of the bytes of a connection and undoes its framing. */
export class ResponseReader {
  status = 0;
  headers: Readonly<Record<string, string>> = {};
  /** Whether the framing says that the body is over. */
  whole = false;
  #buffer = Buffer.alloc(0);
  #phase: "head" | "body" | "chunk-size" | "chunk" | "until-close" = "head";
  #remaining = 0;

  /** Takes more bytes and returns what they add to the body. */
  push(bytes: Uint8Array): Buffer[] {
    this.#buffer = this.#buffer.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#buffer, bytes]);
    const body: Buffer[] = [];
    while (!this.whole && this.#advance(body));
    return body;
  }

  /** The connection ended in order: the end of a body that no framing ends. */
  end(): void {
    if (this.#phase === "until-close") this.whole = true;
  }

  #advance(body: Buffer[]): boolean {
    switch (this.#phase) {
      case "head":
        return this.#readHead();
      case "chunk-size":
        return this.#readChunkSize();
      case "until-close":
        this.#remaining = Number.POSITIVE_INFINITY;
        return this.#readBody(body);
      default:
        return this.#readBody(body);
    }
  }

  #readHead(): boolean {
    const end = this.#buffer.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const [statusLine = "", ...fields] = this.#buffer.toString("latin1", 0, end).split("\r\n");
    this.status = Number(statusLine.split(" ")[1]);
    this.headers = readFields(fields);
    this.#buffer = this.#buffer.subarray(end + 4);
    if (this.status < 200) return true;
    if (this.headers["transfer-encoding"]?.includes("chunked")) {
      this.#phase = "chunk-size";
    } else if (this.headers["content-length"] !== undefined) {
      this.#phase = "body";
      this.#remaining = Number(this.headers["content-length"]);
      this.whole = this.#remaining === 0;
    } else {
      this.#phase = "until-close";
    }
    return true;
  }

  #readChunkSize(): boolean {
    const end = this.#buffer.indexOf("\r\n");
    if (end < 0) return false;
    this.#remaining = Number.parseInt(this.#buffer.toString("latin1", 0, end), 16);
    if (this.#remaining === 0) {
      if (this.#buffer.length < end + 4) return false;
      this.whole = true;
      this.#buffer = this.#buffer.subarray(end + 4);
      return false;
    }
    this.#buffer = this.#buffer.subarray(end + 2);
    this.#phase = "chunk";
    return true;
  }

  #readBody(body: Buffer[]): boolean {
    const taken = this.#buffer.subarray(0, this.#remaining);
    if (taken.length > 0) body.push(taken);
    this.#remaining -= taken.length;
    this.#buffer = this.#buffer.subarray(taken.length);
    if (this.#remaining > 0) return false;
    if (this.#phase === "body") {
      this.whole = true;
      return false;
    }
    if (this.#buffer.length < 2) return false;
    this.#buffer = this.#buffer.subarray(2);
    this.#phase = "chunk-size";
    return true;
  }
}
