import type { Frame } from "./answer.ts";

/** Liberties that the server-sent events format allows and providers take. */
export interface SseStyle {
  readonly lineEnd?: "\n" | "\r\n" | "\r";
  readonly byteOrderMark?: boolean;
  /** Leaves out the space after the colon. */
  readonly tight?: boolean;
  /** Puts a comment before each event. */
  readonly comments?: boolean;
  /** Spreads the JSON over several `data:` lines, cut where a line break may stand. */
  readonly multiLine?: boolean;
  /** Leaves out the blank line after the last event. */
  readonly openEnd?: boolean;
}

/** Writes frames as the text of an event stream, one string an event. */
export function encodeSse(frames: readonly Frame[], style: SseStyle = {}): string[] {
  const lineEnd = style.lineEnd ?? "\n";
  const colon = style.tight ? ":" : ": ";
  return frames.map((frame, at) => {
    const lines: string[] = [];
    if (style.comments) lines.push(": still here", "");
    if (frame.event !== undefined) lines.push(`event${colon}${frame.event}`);
    const data = style.multiLine ? frame.data.replace(/^\{/, "{\n") : frame.data;
    for (const line of data.split("\n")) lines.push(`data${colon}${line}`);
    const last = at === frames.length - 1;
    if (!(last && style.openEnd)) lines.push("");
    const mark = at === 0 && style.byteOrderMark ? "\ufeff" : "";
    return mark + lines.join(lineEnd) + lineEnd;
  });
}
