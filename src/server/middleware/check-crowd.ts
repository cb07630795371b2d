import { BusyError } from "../../errors.ts";

/**
 * Refuses what is above the number of requests at once, before its body is read: a queue that nobody sees would make
 * every client wait for the answers of the others. `pending` counts the one that asks.
 * @throws BusyError
 */
export function checkCrowd(pending: number, limit: number): void {
  if (pending > limit) throw new BusyError(limit);
}
