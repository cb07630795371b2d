import type { BrowserContextOptions, Page } from "playwright-core";
import { looks, openPage } from "./browser.ts";
import { type Check, expectEqual, type Stage } from "./check.ts";

/** How the pages look and work with scripts turned off. */
export const withoutScript: BrowserContextOptions = { ...looks.light, javaScriptEnabled: false };

/** A check that works on one page; the browser must have nothing to complain of. */
export function onPage(
  name: string,
  use: (page: Page, stage: Stage) => Promise<void>,
  options: BrowserContextOptions = looks.light,
  expected: readonly string[] = [],
): Check {
  return {
    name,
    run: async (stage) => {
      const { page, complaints, close } = await openPage(stage.browser, stage.ccm.url, options);
      try {
        await use(page, stage);
        expectEqual(complaints, expected, "complaints");
      } finally {
        await close();
      }
    },
  };
}
