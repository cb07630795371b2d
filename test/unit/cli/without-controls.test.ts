import { expect, test } from "bun:test";
import { openPaint } from "../../../src/cli/paint.ts";
import { withoutControls } from "../../../src/cli/without-controls.ts";

test("what a provider says cannot drive the terminal", () => {
  const hostile = "before\u001b]0;title\u0007\u001b[2J\u001b[1;1H\rafter\u009b31m\u0000\u0008";
  expect(withoutControls(hostile)).toBe(
    "before\ufffd]0;title\ufffd\ufffd[2J\ufffd[1;1H\ufffdafter\ufffd31m\ufffd\ufffd",
  );
});

test("lines, columns, colours and other scripts stay", () => {
  const text = `one\ttwo\n${openPaint({ color: true }).bad("満潮 🌊")}`;
  expect(withoutControls(text)).toBe(text);
});
