import type { Page } from "playwright-core";
import { startCcm } from "../support/ccm/start-ccm.ts";
import { shownCode } from "../support/oauth/browse.ts";
import { type OAuthServer, startOAuthServer } from "../support/oauth/start-oauth-server.ts";
import { looks, openPage, takePicture } from "./browser.ts";
import { type Check, expectEqual, expectText, type Stage } from "./check.ts";

const configOn = (port: number): string => `
[server]
port = ${port}
[router]
default = "m"
[[providers]]
name = "claude"
provider_type = "anthropic"
auth_type = "oauth"
[[providers]]
name = "chatgpt"
provider_type = "openai"
auth_type = "oauth"
[[models]]
name = "m"
[[models.mappings]]
provider = "claude"
actual_model = "claude-sonnet-5-5"
priority = 1
`;

interface LoginScene {
  readonly page: Page;
  readonly vendors: OAuthServer;
}

/** A check against stand-ins of the vendors' login services, with a ccm of its own. */
function atVendors(
  name: string,
  javaScriptEnabled: boolean,
  use: (scene: LoginScene, stage: Stage) => Promise<void>,
): Check {
  return {
    name,
    run: async (stage) => {
      const vendors = startOAuthServer();
      const ccm = await startCcm({ config: configOn, env: vendors.environment });
      const { page, complaints, close } = await openPage(stage.browser, ccm.url, {
        ...looks.light,
        javaScriptEnabled,
      });
      try {
        await use({ page, vendors }, stage);
        const html = await page.content();
        for (const secret of vendors.secrets())
          expectEqual(html.includes(secret), false, "a secret in the page");
        expectEqual(complaints, [], "complaints");
      } finally {
        await close();
        await Promise.all([ccm.stop(), vendors.stop()]);
      }
    },
  };
}

/** Logins from the Accounts page, to the end. */
export const logIn: readonly Check[] = [
  atVendors(
    "a login by pasted code ends logged in, and logs out again",
    false,
    async ({ page }, { pictures }) => {
      await page.goto("/accounts?vendor=anthropic&way=paste");
      await page.click("text=Start login");
      const link = await page.getAttribute("a:has-text('Continue at')", "href");
      await page.fill("#pasted", await shownCode(link ?? ""));
      await page.click("text=Finish login");
      await page.waitForSelector(".note.ok:has-text('Logged in.')");
      expectText(await page.textContent("tbody tr:first-child"), "Ready", "the account's state");
      await takePicture(page, pictures, "accounts-logged-in");
      await page.click("tbody button:has-text('Log out')");
      await page.click("dialog button:has-text('Log out')");
      await page.waitForSelector(".note.ok:has-text('Logged out.')");
      expectText(await page.textContent("tbody tr:first-child"), "Not logged in", "the account's state");
    },
  ),
  atVendors("a login in this browser ends by itself", false, async ({ page }) => {
    await page.goto("/accounts?vendor=openai&way=browser");
    await page.click("text=Start login");
    const [tab] = await Promise.all([page.waitForEvent("popup"), page.click("text=Continue at")]);
    await tab.waitForSelector("text=Logged in");
    await tab.close();
    await page.waitForSelector(".note.ok:has-text('Logged in.')");
  }),
];
