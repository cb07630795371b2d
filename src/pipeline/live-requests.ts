import type { TokenUsage } from "../usage/record.ts";

/** A request that is being answered, as far as it has come. */
export interface LiveRequest {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly client: string;
  readonly session?: string;
  readonly route: string;
  readonly model: string;
  /** Who is asked now, or answers. */
  readonly provider?: string;
  /** Upstream calls so far, the one under way included. */
  readonly tries: number;
  /** Whether the answer has begun to go to the client. */
  readonly streaming: boolean;
  readonly firstTokenMs?: number;
  /** As reported up to now. */
  readonly usage?: TokenUsage;
}

/** The requests that are being answered, for pages that show the machine at work. */
export interface LiveRequests {
  /** Lists a request, asked for its state whenever somebody looks; the returned function takes it off the list. */
  enter(look: () => LiveRequest): () => void;
  /** The latest first. */
  list(): readonly LiveRequest[];
}

export function createLiveRequests(): LiveRequests {
  const live = new Set<() => LiveRequest>();
  return {
    enter(look) {
      live.add(look);
      return () => {
        live.delete(look);
      };
    },
    list: () => [...live].map((look) => look()).reverse(),
  };
}
