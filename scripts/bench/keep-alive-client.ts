import { connect, type Socket } from "node:net";
import { ResponseReader } from "../../test/support/client/read-response.ts";

/** An answer as the benchmark needs it. */
export interface TimedAnswer {
  readonly status: number;
  readonly bytes: number;
  readonly milliseconds: number;
  /** Until the first word of the answer's text; the head and an opening event tell nothing. 0 when none came. */
  readonly firstWordMilliseconds: number;
}

const longestAnswerMs = 30_000;
/** What every delta of the benchmark's upstream says. */
const word = "hello";

/** One connection that asks the same again and again, as fast as the answers come. */
export class KeepAliveClient {
  readonly #request: Uint8Array;
  readonly #url: URL;
  #socket: Socket | undefined;

  constructor(url: string, body: Uint8Array) {
    this.#url = new URL(url);
    const head = [
      `POST ${this.#url.pathname} HTTP/1.1`,
      `host: ${this.#url.host}`,
      "content-type: application/json",
      "anthropic-version: 2023-06-01",
      "x-api-key: any",
      `content-length: ${body.length}`,
    ];
    this.#request = Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
  }

  /** Sends the request and waits for the whole answer. */
  async ask(): Promise<TimedAnswer> {
    const socket = this.#socket ?? (await this.#open());
    const reader = new ResponseReader();
    let bytes = 0;
    let firstWordAt = 0;
    const startedAt = performance.now();
    await new Promise<void>((resolve, reject) => {
      const take = (data: Uint8Array): void => {
        for (const part of reader.push(data)) {
          bytes += part.length;
          if (firstWordAt === 0 && part.includes(word)) firstWordAt = performance.now();
        }
        if (reader.whole) finish();
      };
      const fail = (): void => {
        clearTimeout(timer);
        reject(new Error(`no whole answer from ${this.#url.href}`));
      };
      const timer = setTimeout(fail, longestAnswerMs);
      const finish = (): void => {
        clearTimeout(timer);
        socket.off("data", take);
        socket.off("close", fail);
        resolve();
      };
      socket.on("data", take);
      socket.on("close", fail);
      socket.write(this.#request);
    });
    const endedAt = performance.now();
    if (reader.status !== 200) throw new Error(`${this.#url.href} answered ${reader.status}`);
    return {
      status: reader.status,
      bytes,
      milliseconds: endedAt - startedAt,
      firstWordMilliseconds: firstWordAt === 0 ? 0 : firstWordAt - startedAt,
    };
  }

  close(): void {
    this.#socket?.destroy();
  }

  async #open(): Promise<Socket> {
    const socket = connect({ host: this.#url.hostname, port: Number(this.#url.port), noDelay: true });
    socket.on("error", () => undefined);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    this.#socket = socket;
    return socket;
  }
}
