/** The requests that are being answered, so that a shutdown can wait for them and end them. */
export interface LiveStreams {
  /** Counts a request in, by what breaks it off, however often; the returned function counts it out. */
  enter(controller: AbortController): () => void;
  count(): number;
  /** Breaks every upstream off with this reason: each client gets it as an error event. */
  end(reason: Error): void;
}

export function createLiveStreams(): LiveStreams {
  const live = new Set<AbortController>();
  return {
    enter(controller) {
      live.add(controller);
      return () => {
        live.delete(controller);
      };
    },
    count: () => live.size,
    end(reason) {
      for (const controller of live) controller.abort(reason);
    },
  };
}
