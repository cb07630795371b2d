import { describe, expect, test } from "bun:test";
import { UpstreamError, type UpstreamFailure } from "../../../src/errors.ts";
import { commitStream, type StreamStep } from "../../../src/pipeline/commit.ts";

const decoder = new TextDecoder();
const cut: UpstreamFailure = { kind: "network", message: "cut" };

/** A step of a reader; `done`, `committed` and `thinks` are false unless said. */
function step(out: string | Uint8Array | undefined, more: Partial<StreamStep> = {}): StreamStep {
  return { out, committed: false, done: false, ...more };
}

/** What a reader gives, step by step; an error is thrown. */
async function play(
  steps: readonly (StreamStep | Error)[],
  options: {
    hold?: "event" | "message";
    say?: (text: string) => Promise<void>;
    /** Gets what happens to the upstream, also where the commit fails. */
    events?: string[];
  } = {},
) {
  const { events = [] } = options;
  let at = 0;
  const log = (event: string) => (): void => {
    events.push(event);
  };
  const commit = () =>
    commitStream({
      reader: {
        step: async () => {
          const next = steps[at++];
          if (next === undefined) throw new Error("read beyond the end");
          if (next instanceof Error) throw next;
          events.push("read");
          return next;
        },
      },
      hold: options.hold ?? "event",
      upstream: {
        committed: log("committed"),
        pause: log("pause"),
        resume: log("resume"),
        release: log("release"),
        close: log("close"),
      },
      say: options.say,
      headers: new Headers(),
      now: () => 0,
      hide: (failure) => ({ ...failure, message: failure.message.replace("key", "[secret]") }),
      ended: (failure) => events.push(failure ? `broke off: ${failure.message}` : "ended"),
      fail: ({ kind, message }) => `<error ${kind}: ${message}>`,
    });
  const stream = await commit();
  const rest = async (): Promise<string[]> => {
    const pieces: string[] = [];
    for (let next = await stream.next(); next !== undefined; next = await stream.next())
      pieces.push(typeof next === "string" ? next : decoder.decode(next));
    return pieces;
  };
  return { stream, rest, events, read: () => at };
}

describe("before an answer has begun", () => {
  test("everything is held, and goes out in one piece with its first word", async () => {
    const { rest, read } = await play([
      step("start "),
      step(undefined),
      step("word", { committed: true }),
      step(" more", { committed: true }),
      step("", { committed: true, done: true }),
    ]);
    expect(read()).toBe(3);
    expect(await rest()).toEqual(["start word", " more"]);
  });

  test("bytes and text go together", async () => {
    const { rest } = await play([
      step(Buffer.from("a")),
      step("b", { committed: true }),
      step(Buffer.from("c"), { committed: true, done: true }),
    ]);
    expect(await rest()).toEqual(["ab", "c"]);
  });

  test.each<[name: string, last: StreamStep | Error]>([
    ["the stream tells", step(undefined, { failure: { type: "failure", kind: "network", message: "cut" } })],
    ["the connection makes", new UpstreamError(cut)],
    [
      "comes with the first word",
      step("word", { committed: true, failure: { type: "failure", kind: "network", message: "cut" } }),
    ],
  ])("a failure that %s is thrown, and the call closed", async (_, last) => {
    const events: string[] = [];
    await expect(play([step("start"), last], { events })).rejects.toMatchObject({ failure: cut });
    expect(events.at(-1)).toBe("close");
  });
});

describe("an answer that is whole at once", () => {
  test("is over before it goes out", async () => {
    const { rest, events, stream } = await play([step("all", { committed: true, done: true })]);
    expect(events).toEqual(["read", "committed", "release", "ended"]);
    expect(await rest()).toEqual(["all"]);
    expect(stream.failure()).toBeUndefined();
  });

  test("may be empty", async () => {
    const { rest } = await play([step(undefined, { done: true })]);
    expect(await rest()).toEqual([]);
  });
});

describe("after an answer has begun", () => {
  test("a failure is one error event, then the end, and counts", async () => {
    const { rest, events, stream } = await play([
      step("word", { committed: true }),
      step("lost", { committed: true, failure: { type: "failure", kind: "network", message: "cut" } }),
    ]);
    expect(await rest()).toEqual(["word", "lost"]);
    expect(events.slice(-2)).toEqual(["close", "broke off: cut"]);
    expect(stream.failure()).toMatchObject(cut);
  });

  test("a failure without words of the upstream is told in ccm's", async () => {
    const failure = { type: "failure", kind: "incomplete_stream", message: "short" } as const;
    const { rest } = await play([
      step("word", { committed: true }),
      step(undefined, { committed: true, failure }),
    ]);
    expect(await rest()).toEqual(["word", "<error incomplete_stream: short>"]);
  });

  test("a connection that breaks is told likewise", async () => {
    const { rest, events } = await play([step("word", { committed: true }), new UpstreamError(cut)]);
    expect(await rest()).toEqual(["word", "<error network: cut>"]);
    expect(events.slice(-2)).toEqual(["close", "broke off: cut"]);
  });

  test.each([
    step(undefined, { failure: { type: "failure", kind: "network", message: "no key" } }),
    new UpstreamError({ kind: "network", message: "no key" }),
  ])("nothing that is told of a failure holds the credential", async (broken) => {
    const { rest, events, stream } = await play([step("word", { committed: true }), broken]);
    expect(await rest()).toEqual(["word", "<error network: no [secret]>"]);
    expect(events.at(-1)).toBe("broke off: no [secret]");
    expect(stream.failure()?.message).toBe("no [secret]");
  });

  test("a bug is not told to the client as if it were a failure", async () => {
    const { rest } = await play([step("word", { committed: true }), new TypeError("bug")]);
    await expect(rest()).rejects.toThrow("bug");
  });

  test("pieces without anything to send are passed over", async () => {
    const { rest } = await play([
      step("word", { committed: true }),
      step(undefined, { committed: true }),
      step("", { committed: true }),
      step(new Uint8Array(0), { committed: true }),
      step("end", { committed: true, done: true }),
    ]);
    expect(await rest()).toEqual(["word", "end"]);
  });

  test("the upstream is watched only while it is read", async () => {
    const { rest, events } = await play([
      step("word", { committed: true }),
      step("more", { committed: true }),
      step("end", { committed: true, done: true }),
    ]);
    await rest();
    expect(events).toEqual(
      ["read committed pause", "resume read pause", "resume read release ended"].flatMap((part) =>
        part.split(" "),
      ),
    );
  });
});

describe("an answer that is held as a whole", () => {
  test("fails unseen in the middle", async () => {
    const held = play([step("word", { committed: true }), new UpstreamError(cut)], { hold: "message" });
    await expect(held).rejects.toMatchObject({ failure: cut });
  });

  test("goes out when it is whole", async () => {
    const { rest, events } = await play(
      [step("word", { committed: true }), step("end", { committed: true, done: true })],
      { hold: "message" },
    );
    expect(events).toEqual(["read", "read", "committed", "release", "ended"]);
    expect(await rest()).toEqual(["wordend"]);
  });
});

describe("thinking before the first word", () => {
  test("is said at once, without watching the upstream until it is taken, and commits to nothing", async () => {
    const said: string[] = [];
    const say = async (text: string) => {
      said.push(text);
    };
    const thinking = { thinks: true };
    const { rest, events } = await play(
      [
        step("start "),
        step("thought", thinking),
        step(undefined, thinking),
        step(" again", thinking),
        step("word", { ...thinking, committed: true, done: true }),
      ],
      { say },
    );
    expect(said).toEqual(["start thought", " again"]);
    expect(events.slice(0, 4)).toEqual(["read", "read", "pause", "resume"]);
    expect(await rest()).toEqual(["word"]);
    const broken = play([step("thought", thinking), new UpstreamError(cut)], { say });
    await expect(broken).rejects.toMatchObject({ failure: cut });
  });

  test("is held where nothing may be said so early", async () => {
    const { rest } = await play([
      step("thought ", { thinks: true }),
      step("word", { thinks: true, committed: true, done: true }),
    ]);
    expect(await rest()).toEqual(["thought word"]);
  });
});
