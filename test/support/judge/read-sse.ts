/** One event of a stream as a client reads it. */
export interface SseEvent {
  /** Empty when the stream names none. */
  readonly event: string;
  readonly data: string;
}

/** Reads an event stream by the rules of the HTML standard, in the plainest way: all of the text at once. */
export function readSse(text: string): SseEvent[] {
  const events: SseEvent[] = [];
  for (const block of text.replace(/^\ufeff/, "").split(/\r\n\r\n|\n\n|\r\r/)) {
    let event = "";
    const data: string[] = [];
    for (const line of block.split(/\r\n|\r|\n/)) {
      const [, field, value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (field === "event") event = value;
      if (field === "data") data.push(value);
    }
    if (data.length > 0) events.push({ event, data: data.join("\n") });
  }
  return events;
}
