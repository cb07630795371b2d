import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { wait } from "../wait.ts";

/** Parts of a page that change by themselves: each takes the place of the element with its id. */
export type LiveParts = Readonly<Record<string, Child>>;

const lookEveryMs = 1000;
const pingEveryMs = 15_000;

/** Whether a page's address is asked for its changes instead of for the page. */
export function wantsParts(context: Context): boolean {
  return context.req.header("accept")?.includes("text/event-stream") === true;
}

/**
 * Sends the parts of an open page as server-sent events, each event a JSON object of id and HTML, whenever one has
 * changed. It ends with the page, or when ccm stops.
 */
export function streamParts(context: Context, closing: AbortSignal, read: () => LiveParts): Response {
  const left = new AbortController();
  const over = AbortSignal.any([closing, left.signal, context.req.raw.signal]);
  const sent = new Map<string, string>();
  let quietMs = 0;

  function changes(): Record<string, string> {
    const changed: Record<string, string> = {};
    for (const [id, part] of Object.entries(read())) {
      const html = String(part);
      if (sent.get(id) === html) continue;
      sent.set(id, html);
      changed[id] = html;
    }
    return changed;
  }

  /** The next thing to say; `undefined` at the end. */
  async function next(): Promise<string | undefined> {
    for (;;) {
      if (over.aborted) return undefined;
      const changed = changes();
      if (Object.keys(changed).length > 0) {
        quietMs = 0;
        return `data: ${JSON.stringify(changed)}\n\n`;
      }
      if (quietMs >= pingEveryMs) {
        quietMs = 0;
        return ":\n\n";
      }
      await wait(lookEveryMs, over);
      quietMs += lookEveryMs;
    }
  }

  const encoder = new TextEncoder();
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (begun) await wait(lookEveryMs, over);
      begun = true;
      const text = await next();
      if (text === undefined) controller.close();
      else controller.enqueue(encoder.encode(text));
    },
    cancel: () => left.abort(),
  });
  return context.body(body, 200, { "content-type": "text/event-stream; charset=utf-8" });
}
