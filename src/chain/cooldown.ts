import { type FailureKind, failures, type UpstreamFailure } from "../errors.ts";

/** What a cooldown holds for. `model` absent: every model of the credential. */
export interface CooldownKey {
  readonly provider: string;
  readonly credential: string;
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
  /** Version of the credential and of the config: a change of either ends the cooldowns that it could heal. */
  readonly version: string;
}

/** Leave to try a target, or the cooldown that forbids it. */
export type Admission =
  | { readonly admitted: true; readonly probe: boolean }
  | { readonly admitted: false; readonly cooldown: Cooldown };

export interface Cooldowns {
  /** Asks whether a target may be called now. A target whose time is up is given to one request at a time. */
  admit(subject: CooldownSubject): Admission;
  /** The cooldown that holds now, without asking for the place of a recovered target's one probe. */
  resting(subject: CooldownSubject): Cooldown | undefined;
  /** A call was answered. Clears only what was set before the call began. */
  succeeded(subject: CooldownSubject, startedAt: number): void;
  failed(subject: CooldownSubject, failure: UpstreamFailure): void;
  /** The call ended without saying anything about the target (the client left): a probe may be tried again. */
  released(subject: CooldownSubject): void;
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

function nameOf(key: CooldownKey): string {
  return JSON.stringify([key.provider, key.credential, key.model ?? null]);
}

function modelKey({ provider, credential, model }: CooldownSubject): CooldownKey {
  return { provider, credential, model };
}

function credentialKey({ provider, credential }: CooldownSubject): CooldownKey {
  return { provider, credential };
}

/**
 * Creates the cooldowns of one daemon. `now` is milliseconds since the epoch: resets are wall-clock times, and they
 * must survive a restart and a suspended laptop.
 */
export function createCooldowns(options: {
  readonly now: () => number;
  readonly storage: CooldownStorage;
}): Cooldowns {
  const { now, storage } = options;
  const entries = new Map<string, Entry>();
  for (const cooldown of storage.load()) {
    if (cooldown.until > now()) {
      entries.set(nameOf(cooldown.key), {
        cooldown,
        inARow: 1,
        lastFailureAt: cooldown.since,
        probingSince: undefined,
      });
    }
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
  const active = (): Cooldown[] =>
    [...entries.values()].flatMap(({ cooldown }) => (cooldown && cooldown.until > now() ? [cooldown] : []));
  const save = (): void => storage.save(active());

  function blocking(subject: CooldownSubject): Cooldown | undefined {
    const found = [credentialKey(subject), modelKey(subject)].flatMap((key) => {
      const entry = entries.get(nameOf(key));
      const cooldown = entry?.cooldown;
      if (!entry || !cooldown) return [];
      const healed = cooldown.version !== subject.version && !cooldown.stated;
      if (healed) {
        entry.cooldown = undefined;
        entry.inARow = 0;
        return [];
      }
      if (cooldown.until > now()) return [cooldown];
      const probing = entry.probingSince !== undefined && now() - entry.probingSince < longestProbe;
      return probing ? [{ ...cooldown, until: now() + 1000 }] : [];
    });
    return found.reduce<Cooldown | undefined>(
      (latest, next) => (latest && latest.until >= next.until ? latest : next),
      undefined,
    );
  }

  return {
    resting: blocking,
    admit(subject) {
      const cooldown = blocking(subject);
      if (cooldown) return { admitted: false, cooldown };
      const expired = [credentialKey(subject), modelKey(subject)].flatMap((key) => {
        const entry = entries.get(nameOf(key));
        return entry?.cooldown ? [entry] : [];
      });
      for (const entry of expired) entry.probingSince = now();
      return { admitted: true, probe: expired.length > 0 };
    },
    succeeded(subject, startedAt) {
      for (const key of [credentialKey(subject), modelKey(subject)]) {
        const entry = entries.get(nameOf(key));
        // An answer to a call that began before the limit was hit says nothing about the limit.
        if (!entry || entry.lastFailureAt >= startedAt) continue;
        entries.delete(nameOf(key));
      }
      save();
    },
    failed(subject, failure) {
      const policy = failures[failure.kind].cooldown;
      if (policy === "none") {
        this.released(subject);
        return;
      }
      const wide = policy === "credential" || (policy === "stated" && failure.credentialWide === true);
      const key = wide ? credentialKey(subject) : modelKey(subject);
      const entry = entryOf(key);
      const at = now();
      entry.inARow += 1;
      entry.lastFailureAt = at;
      entry.probingSince = undefined;
      const statedUntil = failure.resetAt !== undefined && failure.resetAt > at ? failure.resetAt : undefined;
      const until = statedUntil ?? at + guesses[policy](entry.inARow);
      // A later, lesser failure never shortens a longer rest.
      if (until <= at || (entry.cooldown && entry.cooldown.until >= until)) {
        save();
        return;
      }
      entry.cooldown = {
        key,
        cause: failure.kind,
        message: failure.message.slice(0, longestMessage),
        since: at,
        until,
        stated: statedUntil !== undefined,
        version: subject.version,
      };
      save();
    },
    released(subject) {
      for (const key of [credentialKey(subject), modelKey(subject)]) {
        const entry = entries.get(nameOf(key));
        if (entry) entry.probingSince = undefined;
      }
    },
    list: active,
    clear(filter = {}) {
      let cleared = 0;
      for (const [name, { cooldown }] of entries) {
        if (!cooldown) continue;
        if (filter.provider !== undefined && cooldown.key.provider !== filter.provider) continue;
        if (filter.model !== undefined && cooldown.key.model !== filter.model) continue;
        entries.delete(name);
        cleared += 1;
      }
      save();
      return cleared;
    },
  };
}
