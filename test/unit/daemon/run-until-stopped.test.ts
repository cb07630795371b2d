import { describe, expect, test } from "bun:test";
import { EventEmitter } from "node:events";
import { runUntilStopped } from "../../../src/daemon/run-until-stopped.ts";
import type { Log } from "../../../src/log.ts";

const quiet: Log = { error() {}, warn() {}, info() {}, debug() {}, writes: () => false, setLevel() {} };

/** A daemon whose only stream ends when the test says so; everything that happens to it is written down. */
function scene(drainMs: number, stubborn = false) {
  const events: string[] = [];
  const signals = new EventEmitter();
  const stream = Promise.withResolvers<void>();
  const ended = runUntilStopped({
    server: {
      stop: (force) => {
        events.push(force ? "cut" : "refuse new connections");
        if (force) stream.resolve();
        return stream.promise;
      },
    },
    app: {
      liveStreams: () => 1,
      closePages: () => undefined,
      endStreams: () => {
        events.push("end streams");
        if (!stubborn) stream.resolve();
      },
      reload: async () => void events.push("reload"),
      close: async () => void events.push("close"),
    },
    drainMs,
    log: quiet,
    signals,
  }).then((reason) => {
    events.push(reason);
    return reason;
  });
  return { events, signals, stream, ended };
}

describe("being told to end", () => {
  for (const signal of ["SIGTERM", "SIGINT"]) {
    test(`${signal} refuses new connections at once and lets the live stream end by itself`, async () => {
      const { events, signals, stream, ended } = scene(60_000);
      signals.emit(signal);
      await Bun.sleep(1);
      expect(events).toEqual(["refuse new connections"]);
      stream.resolve();
      await ended;
      expect(events).toEqual(["refuse new connections", "close", "stop"]);
    });
  }

  test("streams that outlive the drain limit are ended", async () => {
    const { events, signals, ended } = scene(10);
    signals.emit("SIGTERM");
    await ended;
    expect(events).toEqual(["refuse new connections", "end streams", "close", "stop"]);
  });

  test("a second signal ends them without waiting for the limit", async () => {
    const { events, signals, ended } = scene(60_000);
    signals.emit("SIGTERM");
    await Bun.sleep(1);
    signals.emit("SIGINT");
    await ended;
    expect(events).toEqual(["refuse new connections", "end streams", "close", "stop"]);
  });

  test("a connection that does not take its last words is cut", async () => {
    const { events, signals, ended } = scene(10, true);
    signals.emit("SIGTERM");
    await ended;
    expect(events).toEqual(["refuse new connections", "end streams", "cut", "close", "stop"]);
  });

  test("leaves no signal handler behind", async () => {
    const { signals, stream, ended } = scene(1000);
    signals.emit("SIGTERM");
    stream.resolve();
    await ended;
    expect(signals.eventNames()).toEqual([]);
  });
});

test("SIGHUP reloads and goes on", async () => {
  const { events, signals, stream, ended } = scene(1000);
  signals.emit("SIGHUP");
  signals.emit("SIGHUP");
  expect(events).toEqual(["reload", "reload"]);
  signals.emit("SIGTERM");
  stream.resolve();
  await ended;
});

test("SIGUSR2 drains likewise, and says that it is to start again", async () => {
  const { signals, stream, ended } = scene(1000);
  signals.emit("SIGUSR2");
  stream.resolve();
  expect(await ended).toBe("restart");
});
