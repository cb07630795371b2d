import { describe, expect, test } from "bun:test";
import { type Cooldown, createCooldowns } from "../../../src/chain/cooldown.ts";
import type { FailureKind, UpstreamFailure } from "../../../src/errors.ts";

const start = 1_800_000_000_000;
const minute = 60_000;
const hour = 60 * minute;
const subject = {
  provider: "p",
  credential: "p",
  model: "m",
  configVersion: "c1",
  credentialVersion: "v1",
};

function setUp(saved: readonly Cooldown[] = []) {
  const clock = { now: start };
  const saves: (readonly Cooldown[])[] = [];
  const cooldowns = createCooldowns({
    now: () => clock.now,
    storage: { load: () => saved, save: (next) => saves.push(next) },
  });
  const fail = (kind: FailureKind, more: Partial<UpstreamFailure> = {}) =>
    cooldowns.failed(subject, { kind, message: kind, ...more });
  const rest = (): number | undefined => {
    const [cooldown] = cooldowns.list();
    return cooldown && cooldown.until - clock.now;
  };
  return { clock, saves, cooldowns, fail, rest };
}

/** A cooldown as a file keeps it. */
function kept(more: Partial<Cooldown>): Cooldown {
  return {
    key: { provider: "p", credential: "p", model: "m" },
    cause: "rate_limit",
    message: "",
    since: start - minute,
    until: start + minute,
    stated: true,
    version: "",
    ...more,
  };
}

describe("where no end is stated, a rest lasts", () => {
  test.each<[kind: FailureKind, ms: number]>([
    ["authentication", 30 * minute],
    ["billing", 30 * minute],
    ["permission", 30 * minute],
    ["not_found", 12 * hour],
    ["rate_limit", 1000],
  ])("after one %s %d ms", (kind, ms) => {
    const { fail, rest } = setUp();
    fail(kind);
    expect(rest()).toBe(ms);
  });

  test.each<[kind: FailureKind, most: number]>([
    ["rate_limit", 30 * minute],
    ["overloaded", 5 * minute],
  ])("after ever more %s no longer than %d ms", (kind, most) => {
    const { fail, rest, clock } = setUp();
    const rests: number[] = [];
    for (let n = 0; n < 20; n++) {
      fail(kind);
      rests.push(rest() ?? 0);
      clock.now += rest() ?? 0;
    }
    expect(Math.max(...rests)).toBe(most);
    expect(rests.slice(-5)).toEqual(Array.from({ length: 5 }, () => most));
  });

  test("as long as it did after the answer that ended the last one", () => {
    const { fail, rest, clock, cooldowns } = setUp();
    for (let n = 0; n < 3; n++) {
      fail("rate_limit");
      expect(rest()).toBe(1000);
      clock.now += 1000;
      cooldowns.answered(subject, clock.now);
    }
  });
});

test("a rest is not drawn out by the failures of calls that were still under way", () => {
  const { fail, rest, clock } = setUp();
  fail("rate_limit");
  clock.now += 900;
  for (let n = 0; n < 5; n++) fail("rate_limit");
  expect(rest()).toBe(100);
  clock.now += 100;
  fail("rate_limit");
  expect(rest()).toBe(2000);
});

test("an answer whose call began with the failure does not end the rest", () => {
  const { fail, rest, cooldowns, clock } = setUp();
  fail("rate_limit", { resetAt: start + hour });
  cooldowns.answered(subject, clock.now);
  cooldowns.completed(subject, clock.now);
  expect(rest()).toBe(hour);
});

test("an overload that says how long it takes is no guess: it is not tried early", () => {
  const { fail, cooldowns, clock } = setUp();
  fail("overloaded", { resetAt: start + hour });
  clock.now += 20_000;
  expect(cooldowns.admitEarly(subject)).toBe(false);
});

test("nor is a key that was refused", () => {
  const { fail, cooldowns, clock } = setUp();
  fail("authentication");
  clock.now += 20_000;
  expect(cooldowns.admitEarly(subject)).toBe(false);
});

test("the longest of several rests is told, and while one request tries the others wait a second", () => {
  const { fail, cooldowns, clock } = setUp();
  fail("rate_limit", { resetAt: start + minute });
  fail("rate_limit", { resetAt: start + hour, credentialWide: true });
  expect(cooldowns.admit(subject)).toMatchObject({ cooldown: { until: start + hour } });
  expect(cooldowns.resting(subject)).toMatchObject({ until: start + hour });
  clock.now = start + hour;
  expect(cooldowns.resting(subject)).toBeUndefined();
  expect(cooldowns.admit(subject)).toMatchObject({ admitted: true, probe: true });
  expect(cooldowns.admit(subject)).toMatchObject({ admitted: false, earliest: clock.now + 1000 });
});

test("a rest that a changed config heals is forgotten, with its count", () => {
  const { fail, rest, cooldowns, clock } = setUp();
  const changed = { ...subject, configVersion: "c2" };
  fail("rate_limit");
  clock.now += 1000;
  fail("rate_limit");
  expect(rest()).toBe(2000);
  expect(cooldowns.admit(changed)).toEqual({ admitted: true, probe: false });
  expect(cooldowns.list()).toEqual([]);
  cooldowns.failed(changed, { kind: "rate_limit", message: "" });
  expect(rest()).toBe(1000);
});

test("words are kept to a line or two", () => {
  const { fail, cooldowns } = setUp();
  fail("rate_limit", { message: `a${"b".repeat(500)}` });
  expect(cooldowns.list()[0]?.message).toBe(`a${"b".repeat(199)}`);
});

describe("what is kept over a restart", () => {
  test("is all that rests, after each change of it", () => {
    const { fail, cooldowns, saves, clock } = setUp();
    fail("rate_limit", { resetAt: start + hour });
    expect(saves.at(-1)).toHaveLength(1);
    clock.now += 1;
    cooldowns.answered(subject, clock.now);
    expect(saves.at(-1)).toEqual([]);
    const count = saves.length;
    cooldowns.answered(subject, clock.now);
    cooldowns.completed(subject, clock.now);
    fail("invalid_request");
    expect(saves).toHaveLength(count);
    fail("billing");
    cooldowns.clear();
    expect(saves.at(-1)).toEqual([]);
  });

  test("is not taken up when its time is over, and no longer than eight days", () => {
    const { cooldowns, clock } = setUp([
      kept({ key: { provider: "over", credential: "c" }, until: start }),
      kept({ key: { provider: "p", credential: "c" }, until: start + 30 * 24 * hour }),
    ]);
    expect(cooldowns.list().map(({ key, until }) => [key.provider, until])).toEqual([
      ["p", clock.now + 8 * 24 * hour],
    ]);
    expect(cooldowns.clear()).toBe(1);
  });

  test("counts as one failure", () => {
    const { fail, rest, clock } = setUp([kept({ stated: false, version: "c1/v1" })]);
    clock.now += minute;
    fail("rate_limit");
    expect(rest()).toBe(2000);
  });
});

test("clearing by model leaves other models, and does not count what is over", () => {
  const { cooldowns, clock } = setUp();
  const other = { ...subject, model: "n" };
  for (const one of [subject, other])
    cooldowns.failed(one, { kind: "rate_limit", message: "", resetAt: start + hour });
  expect(cooldowns.clear({ model: "m" })).toBe(1);
  expect(cooldowns.list().map(({ key }) => key.model)).toEqual(["n"]);
  clock.now += hour;
  expect(cooldowns.clear()).toBe(0);
  expect(cooldowns.admit(other)).toEqual({ admitted: true, probe: false });
});
