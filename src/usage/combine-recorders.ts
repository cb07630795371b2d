import { type CountedRequest, countRequest, type UsageSink } from "./count-request.ts";
import type { RequestRecord, UsageRecorder } from "./record.ts";

/** A recorder whose sinks learn of requests a little later. */
export interface CombinedRecorder extends UsageRecorder {
  /** Tells the sinks of everything that has been recorded, now: before somebody looks at what they know. */
  settle(): void;
}

/** How long requests are gathered, in milliseconds: too short to be noticed in a log. */
const gatherMs = 100;
const mostGathered = 128;

/**
 * One recorder for ledger, metrics and log: each request is counted once and given to all. That is done for many
 * requests in a row, apart from serving them: alternating with other work the same code takes several times as long. A
 * sink that throws is reported to `onFault` and harms neither the request nor the other sinks.
 */
export function combineRecorders(
  sinks: readonly UsageSink[],
  onFault: (error: unknown) => void,
): CombinedRecorder {
  let gathered: RequestRecord[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tell(sink: UsageSink, counted: CountedRequest): void {
    try {
      sink.take(counted);
    } catch (error) {
      onFault(error);
    }
  }

  function count(request: RequestRecord): CountedRequest | undefined {
    try {
      return countRequest(request);
    } catch (error) {
      onFault(error);
      return undefined;
    }
  }

  function settle(): void {
    clearTimeout(timer);
    timer = undefined;
    const requests = gathered;
    gathered = [];
    for (const request of requests) {
      const counted = count(request);
      if (counted) for (const sink of sinks) tell(sink, counted);
    }
  }

  return {
    record(request) {
      gathered.push(request);
      if (gathered.length >= mostGathered) settle();
      else timer ??= setTimeout(settle, gatherMs);
    },
    settle,
  };
}
