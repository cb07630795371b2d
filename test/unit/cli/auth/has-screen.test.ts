import { describe, expect, test } from "bun:test";
import { hasScreen } from "../../../../src/cli/auth/person.ts";

describe("whether a browser can open where the command was typed", () => {
  test.each([
    ["darwin", {}, true],
    ["win32", {}, true],
    ["linux", { DISPLAY: ":0" }, true],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }, true],
    ["linux", { WSL_DISTRO_NAME: "Debian" }, true],
    ["linux", {}, false],
    ["linux", { DISPLAY: "" }, false],
    ["linux", { DISPLAY: ":10", SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }, false],
    ["darwin", { SSH_TTY: "/dev/ttys1" }, false],
  ] as const)("%s with %j: %p", (platform, environment, expected) => {
    expect(hasScreen(environment, platform)).toBe(expected);
  });
});
