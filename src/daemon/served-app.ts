/** The HTTP application as the daemon runs it. Its parts (routes, chain, ledger) are none of the daemon's business. */
export interface ServedApp {
  fetch(request: Request): Response | Promise<Response>;
  /** Answers that are still being sent; said to the user while ccm waits for them to end. */
  liveStreams(): number;
  /** Ends every live stream with an error event in its client's own format; the drain limit is over. */
  endStreams(): void;
  /** Ends the streams to open admin pages, which would hold up a stop for nothing. */
  closePages(): void;
  /**
   * Reads the config again and swaps it in whole; a bad file keeps the last good one.
   * Never rejects: the outcome goes to the log and to `status`.
   */
  reload(): Promise<void>;
  /** Writes out what is still in memory (ledger, cooldowns, tokens). Called once, after the last answer. */
  close(): Promise<void>;
}
