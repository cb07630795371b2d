import { connect } from "node:net";
import { ResponseReader } from "./read-response.ts";

export interface RequestOptions {
  /** Origin and path. */
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Gives up after this time; the response is then `timed-out`. */
  readonly timeoutMs?: number;
  /** Sees each piece of the body as it comes, with the time of its coming (`performance.now()`). */
  readonly onBody?: (bytes: Uint8Array, at: number) => void;
}

/** A response with what matters about its way: whether it ended as its framing promised. */
export interface ReceivedResponse {
  /** 0 when no status line came. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly ended: "whole" | "cut" | "timed-out";
  readonly firstByteMs: number;
  readonly durationMs: number;
}

export interface SentRequest {
  readonly response: Promise<ReceivedResponse>;
  /** Resolves when the body so far contains the text, or when the response is over. */
  sees(text: string): Promise<void>;
  /** Stays, but takes nothing more. */
  stopReading(): void;
  /** Leaves without waiting for the answer. */
  abort(how: "fin" | "reset"): void;
}

/** Sends one HTTP/1.1 request on its own connection, byte by byte what is asked for, without a client's good manners. */
export function sendRequest(options: RequestOptions): SentRequest {
  const url = new URL(options.url);
  const body = Buffer.from(options.body ?? "");
  const reader = new ResponseReader();
  const started = performance.now();
  const decoder = new TextDecoder();
  const watchers: { text: string; resolve: () => void }[] = [];
  let text = "";
  let firstByteMs = 0;

  const socket = connect({ host: url.hostname, port: Number(url.port) });
  const response = new Promise<ReceivedResponse>((resolve) => {
    const finish = (ended: ReceivedResponse["ended"]): void => {
      clearTimeout(timer);
      socket.destroy();
      for (const watcher of watchers.splice(0)) watcher.resolve();
      const { status, headers } = reader;
      resolve({ status, headers, text, ended, firstByteMs, durationMs: performance.now() - started });
    };
    const timer = setTimeout(() => finish("timed-out"), options.timeoutMs ?? 30_000);
    socket.on("error", () => finish("cut"));
    socket.on("close", () => finish(reader.whole ? "whole" : "cut"));
    socket.on("end", () => {
      reader.end();
      finish(reader.whole ? "whole" : "cut");
    });
    socket.on("data", (bytes: Uint8Array) => {
      const at = performance.now();
      firstByteMs ||= at - started;
      for (const part of reader.push(bytes)) {
        text += decoder.decode(part, { stream: true });
        options.onBody?.(part, at);
      }
      for (const watcher of watchers) if (text.includes(watcher.text)) watcher.resolve();
      if (reader.whole) finish("whole");
    });
  });

  const fields = { host: url.host, "content-length": String(body.length), ...options.headers };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const target = url.pathname + url.search;
  socket.write(`${options.method ?? "POST"} ${target} HTTP/1.1\r\n${head.join("")}\r\n`);
  socket.write(body);

  return {
    response,
    sees: (expected) =>
      text.includes(expected)
        ? Promise.resolve()
        : Promise.race([
            new Promise<void>((resolve) => watchers.push({ text: expected, resolve })),
            response.then(() => undefined),
          ]),
    stopReading: () => {
      socket.pause();
    },
    abort: (how) => {
      if (how === "reset") socket.resetAndDestroy();
      else socket.destroy();
    },
  };
}
