/** One window of a subscription's limits. Absent members were not told. */
export interface LimitWindow {
  /** The vendor's own name for it: `5h`, `7d`, `codex primary`. */
  readonly name: string;
  /** 0 to 100. */
  readonly usedPercent?: number;
  /** Milliseconds since the epoch. */
  readonly resetAt?: number;
  readonly minutes?: number;
  /** Anthropic: `allowed`, `allowed_warning` or `rejected`. */
  readonly status?: string;
}

/** What the headers of an answer tell of the account behind it. */
export interface AccountLimits {
  readonly windows: readonly LimitWindow[];
  /** Anthropic's word for the whole account. */
  readonly status?: string;
  /** The window that decides now, by name. */
  readonly decisive?: string;
  /** OpenAI: balance of bought credits, as told. */
  readonly credits?: string;
}

type Draft = { -readonly [Key in keyof LimitWindow]?: LimitWindow[Key] };
type ReadField = (draft: Draft, value: string, now: number) => void;

function finite(text: string): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Seconds since the epoch in most answers, a date in some. */
function readTime(text: string): number | undefined {
  const seconds = finite(text);
  const time = seconds === undefined ? Date.parse(text) : seconds * 1000;
  return Number.isNaN(time) || time <= 0 ? undefined : time;
}

function set<Key extends keyof LimitWindow>(
  draft: Draft,
  key: Key,
  value: LimitWindow[Key] | undefined,
): void {
  if (value !== undefined) draft[key] = value;
}

const anthropicFields: Readonly<Record<string, ReadField>> = {
  status: (draft, value) => set(draft, "status", value),
  reset: (draft, value) => set(draft, "resetAt", readTime(value)),
  utilization: (draft, value) => {
    const share = finite(value);
    set(draft, "usedPercent", share === undefined ? undefined : share * 100);
  },
};

const openAiFields: Readonly<Record<string, ReadField>> = {
  "used-percent": (draft, value) => set(draft, "usedPercent", finite(value)),
  "window-minutes": (draft, value) => set(draft, "minutes", finite(value)),
  "reset-at": (draft, value) => set(draft, "resetAt", readTime(value)),
  // Answers of 2025 told the time left in place of the time.
  "reset-after-seconds": (draft, value, now) => {
    const seconds = finite(value);
    set(draft, "resetAt", draft.resetAt ?? (seconds === undefined ? undefined : now + seconds * 1000));
  },
};

// Windows come and go (`7d_oi`, `x-codex-spark-…`): they are found by form, not by name.
const families = [
  {
    prefix: "anthropic-ratelimit-unified-",
    pattern: /^anthropic-ratelimit-unified-(?<window>.+)-(?<field>status|reset|utilization)$/,
    fields: anthropicFields,
  },
  {
    prefix: "x-",
    pattern:
      /^x-(?<window>.+-(?:primary|secondary))-(?<field>used-percent|window-minutes|reset-at|reset-after-seconds)$/,
    fields: openAiFields,
  },
] as const;

function readWindows(headers: Headers, now: number): readonly LimitWindow[] {
  const drafts = new Map<string, Draft>();
  headers.forEach((value, header) => {
    for (const { prefix, pattern, fields } of families) {
      if (!header.startsWith(prefix)) continue;
      const { window, field } = pattern.exec(header)?.groups ?? {};
      if (window === undefined || field === undefined) continue;
      const draft = drafts.get(window) ?? {};
      drafts.set(window, draft);
      fields[field]?.(draft, value, now);
    }
  });
  return [...drafts]
    .filter(([, draft]) => draft.usedPercent !== undefined || draft.resetAt !== undefined)
    .map(([window, draft]) => ({ name: window.replace(/-(?=primary$|secondary$)/, " "), ...draft }));
}

/**
 * Reads the limits of a subscription out of an answer's headers: Anthropic's `anthropic-ratelimit-unified-*`, OpenAI's
 * `x-codex-*` (both as seen in 2026). `undefined` when there are none.
 */
export function readLimits(headers: Headers, now: number): AccountLimits | undefined {
  const windows = readWindows(headers, now);
  const status = headers.get("anthropic-ratelimit-unified-status");
  const decisive = headers.get("anthropic-ratelimit-unified-representative-claim");
  const credits = headers.get("x-codex-credits-balance");
  if (windows.length === 0 && status === null) return undefined;
  return {
    windows,
    ...(status !== null && { status }),
    ...(decisive !== null && { decisive }),
    ...(credits !== null && credits !== "" && { credits }),
  };
}
