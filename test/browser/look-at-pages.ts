import type { Page } from "playwright-core";
import { type Look, looks, openPage, takePicture } from "./browser.ts";
import { type Check, expectEqual } from "./check.ts";
import { findBarriers } from "./find-barriers.ts";

/** Every page, by a name for its pictures. */
const pages = {
  overview: "/",
  "overview-hour": "/?range=hour",
  requests: "/requests",
  "requests-nothing": "/requests?outcome=failed&route=never",
  request: "/requests/req_day00000000000000000007",
  test: "/test",
  providers: "/providers",
  provider: "/providers/openrouter",
  accounts: "/accounts",
  models: "/models?model=demo",
  "models-edit": "/models?model=demo&edit=1",
  router: "/router?name=claude-haiku-5-5",
  settings: "/settings",
} as const;

/** Whether the page can be scrolled sideways: something is wider than the screen. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
}

/** Cards clip what is wider than they are, so a cut column would not show in the page's own width. */
export function cutCards(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    "[...document.querySelectorAll('.card')].filter((card) => card.scrollWidth > card.clientWidth).map((card) => card.id || card.ariaLabel)",
  );
}

function checkOf(name: string, path: string, look: Look): Check {
  return {
    name: `${name} in ${look}: no complaint of the browser, nothing cut, no barrier`,
    run: async ({ browser, ccm, pictures }) => {
      const { page, complaints, close } = await openPage(browser, ccm.url, looks[look]);
      try {
        await page.goto(path, { waitUntil: "load" });
        await takePicture(page, pictures, `${name}-${look}`);
        expectEqual(await isTooWide(page), false, "wider than the screen");
        expectEqual(await cutCards(page), [], "cards that cut what they hold");
        expectEqual(await findBarriers(page), [], "barriers that axe finds");
        expectEqual(complaints, [], "complaints");
      } finally {
        await close();
      }
    },
  };
}

/** Every page in light, dark and at a phone's width. */
export const lookAtPages: readonly Check[] = Object.entries(pages).flatMap(([name, path]) =>
  (["light", "dark", "phone"] as const).map((look) => checkOf(name, path, look)),
);
