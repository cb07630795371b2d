import { isatty } from "node:tty";
import { withoutControls } from "../without-controls.ts";

/** How often the screen is drawn anew, in milliseconds. */
const everyMs = 1000;

/*
 * Plain escape sequences that every terminal of today knows (xterm, tmux, Windows Terminal): the alternate screen, so
 * that the shell's lines are there again afterwards; no cursor; long lines cut instead of wrapped.
 */
const enter = "\u001b[?1049h\u001b[?25l\u001b[?7l";
const leave = "\u001b[?7h\u001b[?25h\u001b[?1049l";
const home = "\u001b[H";
const clearLine = "\u001b[K";
const clearBelow = "\u001b[J";

/** Whether stdout is a screen that can be drawn on. */
export function canWatch(): boolean {
  return isatty(1);
}

function draw(text: string, rows: number): void {
  const lines = withoutControls(text).split("\n");
  const shown =
    lines.length <= rows ? lines : [...lines.slice(0, rows - 1), `… ${lines.length - rows + 1} more lines`];
  process.stdout.write(home + shown.map((line) => line + clearLine).join("\r\n") + clearBelow);
}

/** Draws what `render` gives in place, again and again, until the person ends it. */
export async function watchStatus(render: () => Promise<string>): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const redraw = (): void => void wake();
  let wake: () => void = () => undefined;
  let isOver = false;
  const end = (): void => {
    isOver = true;
    ended.resolve();
    wake();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  process.stdout.on("resize", redraw);
  process.stdout.write(enter);
  try {
    while (!isOver) {
      const text = await Promise.race([render(), ended.promise]);
      if (text === undefined || isOver) break;
      draw(text, process.stdout.rows || 24);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    process.stdout.off("resize", redraw);
    process.stdout.write(leave);
  }
}
