import type { Step } from "../support/stand-in/step.ts";
import type { WireId } from "../support/wire/wire.ts";
import type { Scene } from "./scene.ts";

/** Whether the client asks for a stream or for one JSON answer. */
export type Mode = "stream" | "json";

/** Where the first target's URL leads. All but `script` are places at which no answer can be written. */
export type Origin =
  | "script"
  | "refused"
  | "unresolvable"
  | "black-hole"
  | "self-signed"
  | "plain-as-tls"
  /** A stand-in of its own that hangs up on every connection before it is asked. */
  | "hangs-up"
  /** A stand-in of its own whose connections each carry one request and die on the second. */
  | "one-request-a-connection";

/** How often the first target may be called: exactly, or from and to. */
export type Calls = number | readonly [from: number, to: number];

/** What must follow when the first target fails in the stated way. */
export type Expected =
  /** The client must not notice anything. */
  | {
      readonly outcome: "heals";
      readonly calls?: Calls;
      /** Whether the first target may rest all the same, having failed in words that the chain obeys. */
      readonly mayRest?: boolean;
    }
  /** Another target answers; without one, the client gets an error. */
  | {
      readonly outcome: "next";
      /** What a client gets when there is no other target. */
      readonly alone: {
        readonly calls?: Calls;
        readonly status: readonly number[];
        /** The provider's words must reach the client. */
        readonly says?: string;
        /** Value of `x-should-retry`. */
        readonly shouldRetry?: "true" | "false";
        /** Whether `retry-after` must be there. */
        readonly retryAfter?: boolean;
      };
      /** Whether the first target rests, and is left alone by the next request of another session. Absent: left open. */
      readonly rests?: boolean;
    }
  /** The same everywhere: the client gets it at once, no other target is asked. */
  | { readonly outcome: "returned"; readonly status: readonly number[]; readonly says?: string }
  /** Too late to start again: one error event, and no end that looks like one. */
  | { readonly outcome: "breaks-off" }
  /** Either a whole answer or a clean error: the rules leave it open. */
  | { readonly outcome: "either" };

/** One way in which a provider fails. */
export interface Fault {
  /** Lower case words, unique; part of the case's id. */
  readonly name: string;
  readonly modes: readonly Mode[];
  /** Absent: all. */
  readonly wires?: readonly WireId[];
  readonly origin?: Origin;
  /** What the first target does; the others answer well. Absent for origins that cannot answer. */
  readonly script?: (scene: Scene) => readonly Step[];
  /** Depends on the wire where the formats differ in what ends an answer, and on whether the answer is translated. */
  readonly expected: Expected | ((wire: WireId, translated: boolean) => Expected);
  /** Further TOML of a mapping, by slot from 0. */
  readonly mapping?: (slot: number) => readonly string[];
  /** Left out of the bounded run: costs seconds or megabytes. */
  readonly heavy?: boolean;
}

export const bothModes: readonly Mode[] = ["stream", "json"];
