import { countRequest, type UsageSink } from "./count-request.ts";
import type { UsageRecorder } from "./record.ts";

/**
 * One recorder for ledger, metrics and log: each request is counted once and given to all. A sink that throws is
 * reported to `onFault` and harms neither the request nor the other sinks.
 */
export function combineRecorders(
  sinks: readonly UsageSink[],
  onFault: (error: unknown) => void,
): UsageRecorder {
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      onFault(error);
    }
  };
  return {
    record: (request) =>
      guarded(() => {
        const counted = countRequest(request);
        for (const sink of sinks) guarded(() => sink.take(counted));
      }),
  };
}
