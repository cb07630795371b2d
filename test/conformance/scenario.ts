import type { ClientApiId } from "../support/client/client-api.ts";
import type { ReceivedRequest } from "../support/stand-in/start-stand-in.ts";
import type { Step } from "../support/stand-in/step.ts";
import type { Wire, WireId } from "../support/wire/wire.ts";
import type { Conversation, Opening } from "./conversation.ts";

/** The provider's side of a scenario. */
export interface Turn {
  readonly wire: Wire;
  readonly request: ReceivedRequest;
  /** How many requests of this cell came before. */
  readonly nth: number;
}

/** The client's side of a scenario. */
export interface Act {
  readonly api: ClientApiId;
  readonly wire: WireId;
  readonly stream: boolean;
  /** Opens a conversation through the official package. */
  readonly open: (more?: Partial<Opening>) => Conversation;
  /** Bodies of the requests that the provider got so far, as text. */
  readonly bodies: () => readonly string[];
}

/** One row of the matrix. */
export interface Scenario {
  readonly name: string;
  /** Whether it tells anything without a stream too. */
  readonly modes: readonly ("stream" | "json")[];
  /** Provider types to play, where the ordinary one of the wire has not the habit that is tried. */
  readonly hosts?: Readonly<Partial<Record<WireId, Wire["provider"]>>>;
  readonly provider: (turn: Turn) => readonly Step[];
  /** Throws when something is not as it must be. */
  readonly play: (act: Act) => Promise<void>;
}

/** Throws unless it holds. */
export function must(holds: boolean, problem: string): asserts holds {
  if (!holds) throw new Error(problem);
}

/** Throws unless both are the same JSON. */
export function mustEqual(got: unknown, wanted: unknown, what: string): void {
  const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: ${a?.slice(0, 160)}, not ${b?.slice(0, 160)}`);
}

/** What a package throws; throws itself when the package is content. */
export async function failureOf(work: () => Promise<unknown>): Promise<Error & { readonly status?: number }> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("the client took it for a whole answer");
}
