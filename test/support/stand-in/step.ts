/** One act of a scripted provider on a connection. Steps run in order; what follows the last one is the next request. */
export type Step =
  | { readonly act: "send"; readonly bytes: string | Uint8Array }
  | { readonly act: "pause"; readonly ms: number }
  /** Goes on when told to. */
  | { readonly act: "await"; readonly gate: Promise<unknown> }
  /** Sends the same bytes for ever, until the peer goes. */
  | { readonly act: "repeat"; readonly bytes: string | Uint8Array; readonly everyMs: number }
  /** Says nothing more and keeps the connection, until the peer goes. */
  | { readonly act: "stall" }
  /** Ends the sending side and goes on reading. */
  | { readonly act: "half-close" }
  /** Ends the connection in order (FIN). */
  | { readonly act: "fin" }
  /** Tears the connection down (RST). */
  | { readonly act: "reset" };

export const send = (bytes: string | Uint8Array): Step => ({ act: "send", bytes });
export const pause = (ms: number): Step => ({ act: "pause", ms });
export const awaitGate = (gate: Promise<unknown>): Step => ({ act: "await", gate });
export const repeat = (bytes: string | Uint8Array, everyMs: number): Step => ({
  act: "repeat",
  bytes,
  everyMs,
});
export const stall: Step = { act: "stall" };
export const halfClose: Step = { act: "half-close" };
export const fin: Step = { act: "fin" };
export const reset: Step = { act: "reset" };
