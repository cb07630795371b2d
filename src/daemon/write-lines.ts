import { constants, fstatSync, openSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { codeOf } from "../thrown.ts";

/*
 * A log must never hold up the requests that it tells of. Bun's and Node's writers block the whole process while a
 * terminal does not read (Ctrl-S, a hanging SSH connection), so lines go out without waiting, through a descriptor of
 * ccm's own: the flag that makes it so would otherwise hold for the shell and its other programs too.
 */

interface Patience {
  /** What waits for a reader at most, in bytes; what comes beyond that is lost, and counted. */
  readonly queueBytes: number;
  /** How soon a full reader is tried again, in milliseconds. */
  readonly retryMs: number;
}

/** Names under which a terminal or pipe can be opened once more. */
function pathsOf(descriptor: number): string[] {
  const own = `/proc/self/fd/${descriptor}`;
  return isatty(descriptor) ? [own, "/dev/tty"] : [own];
}

/** A descriptor that never blocks; `undefined` for a socket, which Bun itself does not wait for. */
function openUnblocked(descriptor: number): number | undefined {
  if (fstatSync(descriptor).isFile()) return descriptor;
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY, O_APPEND } = constants;
  for (const path of pathsOf(descriptor)) {
    try {
      return openSync(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_APPEND);
    } catch {
      // the next name
    }
  }
  return undefined;
}

function writeThroughBun(descriptor: number): (line: string) => void {
  const sink = Bun.file(descriptor).writer();
  const write = async (line: string): Promise<void> => {
    await sink.write(`${line}\n`);
    await sink.flush();
  };
  const nobodyReads = (): void => undefined;
  return (line) => void write(line).catch(nobodyReads);
}

/** Opens a writer of whole lines. A reader that has gone is no error: nobody reads. */
export function writeLinesTo(
  descriptor: number,
  { queueBytes, retryMs }: Patience = { queueBytes: 256 * 1024, retryMs: 200 },
): (line: string) => void {
  const opened = openUnblocked(descriptor);
  if (opened === undefined) return writeThroughBun(descriptor);
  const own = opened;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let lost = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  /** Writes as much as the reader takes; the rest stays first in the queue. */
  function drain(): void {
    retry = undefined;
    try {
      for (let [first] = waiting; first; [first] = waiting) {
        const written = writeSync(own, first);
        waitingBytes -= written;
        if (written < first.length) waiting[0] = first.subarray(written);
        else waiting.shift();
      }
      if (lost === 0) return;
      const words = `${lost} log lines were lost: nobody read them\n`;
      lost = 0;
      push(words);
    } catch (error) {
      if (codeOf(error) === "EAGAIN") {
        retry = setTimeout(drain, retryMs);
        retry.unref();
        return;
      }
      waiting = [];
      waitingBytes = 0;
    }
  }

  function push(text: string): void {
    const bytes = Buffer.from(text);
    waiting.push(bytes);
    waitingBytes += bytes.length;
    if (retry === undefined) drain();
  }

  return (line) => {
    if (waitingBytes > queueBytes) lost += 1;
    else push(`${line}\n`);
  };
}
