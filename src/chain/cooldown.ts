import { type FailureKind, failures, type UpstreamFailure } from "../errors.ts";

/** What a cooldown holds for. */
export interface CooldownKey {
  readonly provider: string;
  /** Absent: every credential of the provider, as when its host fails. */
  readonly credential?: string;
  /** Absent: every model of the credential. */
  readonly model?: string;
}

/** A pair that is not tried before a stated time. */
export interface Cooldown {
  readonly key: CooldownKey;
  readonly cause: FailureKind;
  /** The upstream's words, shortened. */
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  /** Whether the provider stated the end, or ccm guessed it. */
  readonly stated: boolean;
  /** Ends early when the credential or the config changes. */
  readonly version: string;
}

/** Keeps cooldowns over restarts; losing them must not stop anything. */
export interface CooldownStorage {
  load(): readonly Cooldown[];
  save(cooldowns: readonly Cooldown[]): void;
}

/** What the chain is about to call. */
export interface CooldownSubject {
  readonly provider: string;
  readonly credential: string;
  readonly model: string;
  /** A change of the config or of the credential ends the cooldowns that it could heal. */
  readonly configVersion: string;
  readonly credentialVersion: string;
}

/** Leave to try a target, or the cooldown that forbids it. */
export type Admission =
  | { readonly admitted: true; readonly probe: boolean }
  | {
      readonly admitted: false;
      readonly cooldown: Cooldown;
      /** When it may be called all the same if nothing else is left; the end of the cooldown where it may not. */
      readonly earliest: number;
    };

export interface Cooldowns {
  /** Asks whether a target may be called now. A target whose time is up is given to one request at a time. */
  admit(subject: CooldownSubject): Admission;
  /** The cooldown that holds now, without asking for the place of a recovered target's one probe. */
  resting(subject: CooldownSubject): Cooldown | undefined;
  /**
   * Asks whether a resting target may be called before its time, since nothing else is left: once in ten seconds where
   * only ccm's own guess about an outage forbids it, never against a limit.
   */
  admitEarly(subject: CooldownSubject): boolean;
  /** An answer has begun. Clears only what was set before the call began. */
  answered(subject: CooldownSubject, startedAt: number): void;
  /** The answer came to its end: failures are counted anew. */
  completed(subject: CooldownSubject, startedAt: number): void;
  failed(subject: CooldownSubject, failure: UpstreamFailure): void;
  /** A call that began then is over, without an answer: if it was a target's probe, the next one may be made. */
  released(subject: CooldownSubject, startedAt: number): void;
  list(): readonly Cooldown[];
  /** Removes what matches the filter; returns how many. */
  clear(filter?: { readonly provider?: string; readonly model?: string }): number;
}

const minute = 60_000;
const longestMessage = 200;

/** Milliseconds of a guessed cooldown after the nth failure in a row. */
const guesses = {
  credential: () => 30 * minute,
  model: () => 12 * 60 * minute,
  stated: (inARow: number) => Math.min(1000 * 2 ** (inARow - 1), 30 * minute),
  /** A single failure is no pattern; the third in a row opens the breaker. */
  breaker: (inARow: number) => (inARow < 3 ? 0 : Math.min(5000 * 2 ** (inARow - 3), 5 * minute)),
} as const;

interface Entry {
  cooldown: Cooldown | undefined;
  inARow: number;
  lastFailureAt: number;
  /** When the one request that tests a recovered target was let through. */
  probingSince: number | undefined;
}

/** A probe that never reported back (a crash in between) frees its place after this long. */
const longestProbe = 15 * minute;

/** How often a host that is thought to be down is tried when nothing else is left. */
const earlyTryEveryMs = 10_000;

/** No cooldown is longer, whatever a file or a provider says. */
const longestRest = 8 * 24 * 60 * minute;

function nameOf(key: CooldownKey): string {
  return JSON.stringify([key.provider, key.credential ?? null, key.model ?? null]);
}

/** The layers in which a target can rest, each with what would heal it. */
function layersOf(subject: CooldownSubject) {
  const { provider, credential, model, configVersion, credentialVersion } = subject;
  const own = `${configVersion}/${credentialVersion}`;
  return {
    credential: { key: { provider, credential }, version: own },
    pair: { key: { provider, credential, model }, version: own },
    /** Another key does not help against a host that is down. */
    host: { key: { provider, model }, version: configVersion },
  } as const satisfies Record<string, { key: CooldownKey; version: string }>;
}

/** Where a failure makes a target rest, and for how long where no end is stated. */
function layerOf(subject: CooldownSubject, failure: UpstreamFailure) {
  const { credential, pair, host } = layersOf(subject);
  const policy = failures[failure.kind].cooldown;
  switch (policy) {
    case "none":
      return undefined;
    case "credential":
      return { ...credential, guess: guesses[policy] };
    case "model":
      return { ...pair, guess: guesses[policy] };
    case "stated":
      return { ...(failure.credentialWide === true ? credential : pair), guess: guesses[policy] };
    case "breaker":
      return { ...host, guess: guesses[policy] };
  }
}

/**
 * Creates the cooldowns of one daemon. `now` is milliseconds since the epoch: resets are wall-clock times, and they
 * must survive a restart and a suspended laptop. `onRest` is told when something begins to rest, or rests longer.
 */
export function createCooldowns(options: {
  readonly now: () => number;
  readonly storage: CooldownStorage;
  readonly onRest?: (cooldown: Cooldown) => void;
}): Cooldowns {
  const { now, storage, onRest } = options;
  const entries = new Map<string, Entry>();
  for (const cooldown of storage.load()) {
    if (cooldown.until <= now()) continue;
    entries.set(nameOf(cooldown.key), {
      cooldown,
      inARow: 1,
      lastFailureAt: cooldown.since,
      probingSince: undefined,
    });
  }

  const entryOf = (key: CooldownKey): Entry => {
    const name = nameOf(key);
    const entry = entries.get(name) ?? {
      cooldown: undefined,
      inARow: 0,
      lastFailureAt: 0,
      probingSince: undefined,
    };
    entries.set(name, entry);
    return entry;
  };
  /** The cooldown of an entry. One set by a clock that was ahead has its length from now on: it must not last for years. */
  const read = (entry: Entry): Cooldown | undefined => {
    const { cooldown } = entry;
    const at = now();
    if (!cooldown || (cooldown.since <= at && cooldown.until <= at + longestRest)) return cooldown;
    const length = Math.min(cooldown.until - cooldown.since, longestRest);
    entry.lastFailureAt = Math.min(entry.lastFailureAt, at);
    entry.cooldown = { ...cooldown, since: at, until: at + length };
    return entry.cooldown;
  };
  const active = (): Cooldown[] =>
    [...entries.values()].flatMap((entry) => {
      const cooldown = read(entry);
      return cooldown && cooldown.until > now() ? [cooldown] : [];
    });
  const save = (): void => storage.save(active());

  /** What is known of each layer of a target; what has healed is forgotten on the way. */
  function known(subject: CooldownSubject): { entry: Entry; cooldown: Cooldown }[] {
    if (entries.size === 0) return [];
    return Object.values(layersOf(subject)).flatMap(({ key, version }) => {
      const entry = entries.get(nameOf(key));
      const cooldown = entry && read(entry);
      if (!entry || !cooldown) return [];
      if (cooldown.stated || cooldown.version === version) return [{ entry, cooldown }];
      entries.delete(nameOf(key));
      return [];
    });
  }

  function blocking(subject: CooldownSubject): { entry: Entry; cooldown: Cooldown }[] {
    return known(subject).flatMap(({ entry, cooldown }) => {
      if (cooldown.until > now()) return [{ entry, cooldown }];
      const probing = entry.probingSince !== undefined && now() - entry.probingSince < longestProbe;
      return probing ? [{ entry, cooldown: { ...cooldown, until: now() + 1000 } }] : [];
    });
  }

  function longestOf(rests: ReturnType<typeof blocking>): Cooldown | undefined {
    return rests.map(({ cooldown }) => cooldown).toSorted((one, other) => other.until - one.until)[0];
  }

  /** Ends what began before the call: a limit that was hit later is none of this answer's business. */
  function forget(key: CooldownKey, startedAt: number, keepsCount: boolean): boolean {
    const name = nameOf(key);
    const entry = entries.get(name);
    if (!entry || entry.lastFailureAt >= startedAt) return false;
    const rested = entry.cooldown !== undefined;
    entry.cooldown = undefined;
    entry.probingSince = undefined;
    if (!keepsCount) entries.delete(name);
    return rested;
  }

  /** When the last of these rests may be tried before its time; `undefined` where a limit forbids it. */
  function earlyFrom(rests: ReturnType<typeof blocking>): number | undefined {
    const isGuess = ({ cause, stated }: Cooldown): boolean =>
      !stated && failures[cause].cooldown === "breaker";
    if (!rests.every(({ cooldown }) => isGuess(cooldown))) return undefined;
    const lastTries = rests.map(({ entry }) => Math.max(entry.lastFailureAt, entry.probingSince ?? 0));
    return Math.max(...lastTries) + earlyTryEveryMs;
  }

  return {
    resting: (subject) => longestOf(blocking(subject)),
    admit(subject) {
      const rests = blocking(subject);
      const longest = longestOf(rests);
      if (longest) {
        const earliest = Math.min(longest.until, earlyFrom(rests) ?? longest.until);
        return { admitted: false, cooldown: longest, earliest };
      }
      const expired = known(subject);
      for (const { entry } of expired) entry.probingSince = now();
      return { admitted: true, probe: expired.length > 0 };
    },
    admitEarly(subject) {
      const rests = blocking(subject);
      const from = earlyFrom(rests);
      if (from === undefined || from > now()) return false;
      for (const { entry } of rests) entry.probingSince = now();
      return true;
    },
    answered(subject, startedAt) {
      if (entries.size === 0) return;
      const { credential, pair, host } = layersOf(subject);
      const ended = [
        forget(credential.key, startedAt, false),
        forget(pair.key, startedAt, false),
        // It may still break off: only a whole answer proves the host well.
        forget(host.key, startedAt, true),
      ];
      if (ended.includes(true)) save();
    },
    completed(subject, startedAt) {
      if (entries.size === 0) return;
      if (forget(layersOf(subject).host.key, startedAt, false)) save();
    },
    failed(subject, failure) {
      const layer = layerOf(subject, failure);
      if (!layer) return;
      const entry = entryOf(layer.key);
      const at = now();
      const rest = read(entry);
      const rests = rest !== undefined && rest.until > at;
      const statedUntil = failure.resetAt !== undefined && failure.resetAt > at ? failure.resetAt : undefined;
      entry.lastFailureAt = at;
      // Ten calls that were under way together when the host went down are one outage, not ten in a row.
      if (rests && statedUntil === undefined) return;
      if (!rests) entry.inARow += 1;
      const until = statedUntil ?? at + layer.guess(entry.inARow);
      // A later, lesser failure never shortens a longer rest.
      if (until <= at || (rests && rest.until >= until)) return;
      entry.cooldown = {
        key: layer.key,
        cause: failure.kind,
        message: failure.message.slice(0, longestMessage),
        since: at,
        until,
        stated: statedUntil !== undefined,
        version: layer.version,
      };
      entry.probingSince = undefined;
      onRest?.(entry.cooldown);
      save();
    },
    released(subject, startedAt) {
      if (entries.size === 0) return;
      for (const { key } of Object.values(layersOf(subject))) {
        const entry = entries.get(nameOf(key));
        // The place that was taken later is another call's.
        if (entry?.probingSince !== undefined && entry.probingSince <= startedAt)
          entry.probingSince = undefined;
      }
    },
    list: active,
    clear(filter = {}) {
      let cleared = 0;
      for (const [name, { cooldown }] of entries) {
        if (!cooldown) continue;
        if (filter.provider !== undefined && cooldown.key.provider !== filter.provider) continue;
        if (filter.model !== undefined && cooldown.key.model !== filter.model) continue;
        if (cooldown.until > now()) cleared += 1;
        entries.delete(name);
      }
      save();
      return cleared;
    },
  };
}
