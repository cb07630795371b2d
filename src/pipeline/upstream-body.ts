import { UpstreamError } from "../errors.ts";
import { transportFailure } from "../http/upstream-fetch.ts";

/** What the first byte of a body says it is. Hosts label streams as JSON and pages as streams, so the label is not asked. */
export type BodyForm = "json" | "events" | "page" | "empty";

/** The body of an answer, a chunk at a time. */
export interface UpstreamBody {
  readonly form: BodyForm;
  /** The next bytes; `undefined` at the end. @throws UpstreamError when the connection breaks or the wait is cut. */
  next(): Promise<Uint8Array | undefined>;
  /** Whether its end was read, so that its connection is free again. */
  isOver(): boolean;
  /** The whole body as text. @throws UpstreamError when it is longer than the limit (bytes) or breaks off. */
  readAll(limit: number): Promise<string>;
}

function formOf(chunk: Uint8Array | undefined): BodyForm {
  if (!chunk) return "empty";
  const text = new TextDecoder().decode(chunk.subarray(0, 64)).trimStart();
  if (text === "") return "events";
  if (text.startsWith("{") || text.startsWith("[")) return "json";
  return text.startsWith("<") ? "page" : "events";
}

/** Opens a response's body and waits for its first bytes. `signal` is the one the call was made with. */
export async function openBody(response: Response, signal: AbortSignal): Promise<UpstreamBody> {
  const reader = response.body?.getReader();

  let over = reader === undefined;

  async function read(): Promise<Uint8Array | undefined> {
    if (!reader) return undefined;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          over = true;
          return undefined;
        }
        if (value.length > 0) return value;
      }
    } catch (error) {
      if (signal.aborted && signal.reason instanceof UpstreamError) throw signal.reason;
      const { failure } = transportFailure(error);
      throw new UpstreamError({
        ...failure,
        kind: "incomplete_stream",
        message: `${failure.message} in the middle of the answer`,
      });
    }
  }

  let first = await read();
  const form = formOf(first);
  const next = (): Promise<Uint8Array | undefined> => {
    if (!first) return read();
    const chunk = first;
    first = undefined;
    return Promise.resolve(chunk);
  };
  return {
    form,
    next,
    isOver: () => over,
    async readAll(limit) {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for (let chunk = await next(); chunk; chunk = await next()) {
        size += chunk.length;
        if (size > limit) {
          await reader?.cancel();
          throw new UpstreamError({
            kind: "bad_response",
            message: `the answer is longer than ${limit} bytes`,
          });
        }
        chunks.push(chunk);
      }
      return Buffer.concat(chunks).toString("utf8");
    },
  };
}
