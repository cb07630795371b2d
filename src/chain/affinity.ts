/*
 * A session stays on the target that answered it while the provider's prompt cache lives: when the primary recovers in
 * mid-conversation, going back to it would throw the cache away. New sessions go to the primary.
 */

/** Which target a session last got its answer from. */
export interface Affinity {
  /** The target to prefer, if its cache is still warm. */
  preferred(session: string, model: string): string | undefined;
  served(session: string, model: string, target: string): void;
}

const mostSessions = 1000;

/** Creates the memory of sessions. `ttlMs` 0 switches it off; `now` never goes backward. */
export function createAffinity(options: {
  readonly ttlMs: () => number;
  readonly now: () => number;
}): Affinity {
  const sessions = new Map<string, { target: string; at: number }>();
  const keyOf = (session: string, model: string): string => `${session} ${model}`;
  return {
    preferred(session, model) {
      const entry = sessions.get(keyOf(session, model));
      return entry && options.now() - entry.at < options.ttlMs() ? entry.target : undefined;
    },
    served(session, model, target) {
      const key = keyOf(session, model);
      sessions.delete(key);
      sessions.set(key, { target, at: options.now() });
      if (sessions.size <= mostSessions) return;
      const [oldest] = sessions.keys();
      if (oldest !== undefined) sessions.delete(oldest);
    },
  };
}
