import type { UsageSink } from "../usage/count-request.ts";

/** How often it is looked whether ccm is quiet, in milliseconds. */
const lookEveryMs = 5 * 60_000;

/**
 * Gives memory back to the system once no request has finished from one look to the next, health checks and pages aside:
 * the heap's free pages and the machine code of hot functions, half of the private memory after a busy hour. The first
 * requests afterwards take some milliseconds more, until that code is compiled again; so not in the pauses of a
 * conversation.
 */
export function restWhenQuiet(options: {
  readonly isBusy: () => boolean;
  readonly giveBack?: () => void;
  readonly everyMs?: number;
}): UsageSink & { close(): void } {
  const { isBusy, giveBack = Bun.shrink, everyMs = lookEveryMs } = options;
  let quietLooks = 0;
  const look = (): void => {
    quietLooks = isBusy() ? 0 : quietLooks + 1;
    if (quietLooks === 2) giveBack();
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    take() {
      quietLooks = 0;
    },
    close() {
      clearInterval(timer);
    },
  };
}
