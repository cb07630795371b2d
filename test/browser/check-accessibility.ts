import axe from "axe-core";
import { looks, openPage } from "./browser.ts";
import type { Check } from "./check.ts";
import { pages } from "./look-at-pages.ts";

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** Rules of WCAG 2.2 A and AA, and those that are good practice beyond them. */
const runOptions = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

function told({ id, nodes }: Violation): string {
  return nodes
    .map(({ target, failureSummary = "" }) => `${id} at ${target.join(" ")}: ${failureSummary}`)
    .join("\n");
}

/** Every page by axe's rules: names, roles, contrast, order. Axe comes in by the debugger, past the CSP. */
export const checkAccessibility: readonly Check[] = Object.entries(pages).flatMap(([name, path]) =>
  (["light", "dark", "phone"] as const).map(
    (look): Check => ({
      name: `${name} in ${look}: axe finds nothing`,
      run: async ({ browser, ccm }) => {
        const { page, close } = await openPage(browser, ccm.url, looks[look]);
        try {
          await page.goto(path);
          await page.evaluate(axe.source);
          const violations = await page.evaluate<readonly Violation[]>(
            `axe.run(document, ${JSON.stringify(runOptions)}).then(({ violations }) => violations)`,
          );
          if (violations.length > 0) throw new Error(violations.map(told).join("\n"));
        } finally {
          await close();
        }
      },
    }),
  ),
);
