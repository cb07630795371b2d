import type { Ledger } from "../ledger/open-ledger.ts";
import { type LedgerReader, openLedgerReader } from "./open-reader.ts";

/** Asks the running daemon's own ledger. */
export interface LiveReader {
  /**
   * Answers from everything that has finished up to now.
   * @throws UserError when there is no ledger to read; SQLite's own error when it breaks while being read.
   */
  ask<Answer>(question: (reader: LedgerReader) => Answer): Answer;
  close(): void;
}

/** Reads beside the writer, in the same process: writes what is queued first, opens when asked, anew after a failure. */
export function readLive(ledger: Pick<Ledger, "path" | "flush">): LiveReader {
  let reader: LedgerReader | undefined;
  const close = (): void => {
    reader?.close();
    reader = undefined;
  };
  return {
    ask(question) {
      ledger.flush();
      reader ??= openLedgerReader(ledger.path);
      try {
        return question(reader);
      } catch (error) {
        close(); // the file may have been set aside in the meantime
        throw error;
      }
    },
    close,
  };
}
