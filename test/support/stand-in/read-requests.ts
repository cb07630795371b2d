/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly target: string;
  /** Names in lower case; repeated fields joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Cuts HTTP/1.1 requests out of the bytes of one connection, in whatever pieces they come. */
export class RequestReader {
  #buffer = Buffer.alloc(0);

  /** Takes more bytes and returns the requests that are now whole. */
  push(bytes: Uint8Array): WireRequest[] {
    this.#buffer = this.#buffer.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#buffer, bytes]);
    const requests: WireRequest[] = [];
    for (let next = this.#take(); next !== undefined; next = this.#take()) requests.push(next);
    return requests;
  }

  #take(): WireRequest | undefined {
    const headEnd = this.#buffer.indexOf("\r\n\r\n");
    if (headEnd < 0) return undefined;
    const [requestLine = "", ...fields] = this.#buffer.toString("latin1", 0, headEnd).split("\r\n");
    const [method = "", target = ""] = requestLine.split(" ");
    const headers = readFields(fields);
    const body = takeBody(this.#buffer, headEnd + 4, headers);
    if (body === undefined) return undefined;
    this.#buffer = this.#buffer.subarray(body.end);
    return { method, target, headers, body: body.bytes };
  }
}

/** Header fields as a record; names in lower case, repeated ones joined. */
export function readFields(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

interface Taken {
  readonly bytes: Uint8Array;
  readonly end: number;
}

function takeBody(buffer: Buffer, start: number, headers: Record<string, string>): Taken | undefined {
  if (headers["transfer-encoding"] === "chunked") return takeChunks(buffer, start);
  const end = start + Number(headers["content-length"] ?? 0);
  return buffer.length < end ? undefined : { bytes: Buffer.from(buffer.subarray(start, end)), end };
}

function takeChunks(buffer: Buffer, start: number): Taken | undefined {
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = buffer.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(buffer.toString("latin1", at, lineEnd), 16);
    const dataEnd = lineEnd + 2 + size;
    if (buffer.length < dataEnd + 2) return undefined;
    if (size === 0) return { bytes: Buffer.concat(parts), end: dataEnd + 2 };
    parts.push(buffer.subarray(lineEnd + 2, dataEnd));
    at = dataEnd + 2;
  }
}
