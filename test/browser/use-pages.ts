import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startCcm } from "../support/ccm/start-ccm.ts";
import { looks, openPage, takePicture } from "./browser.ts";
import { type Check, expectEqual, expectText } from "./check.ts";
import { onPage, withoutScript } from "./on-page.ts";

/** Runs in the page. */
const countNameless = `[...document.querySelectorAll("input:not([type=hidden]), select, textarea, button")]
  .filter((control) => !control.ariaLabel && !control.labels?.length && !control.textContent.trim()).length`;

/** What people do on the pages: with a script, without one, with the keyboard. */
export const usePages: readonly Check[] = [
  onPage("a filter applies when it is chosen, and an id finds its request", async (page) => {
    await page.goto("/requests");
    await page.selectOption("select[name=outcome]", "failed");
    await page.waitForURL(/outcome=failed/);
    expectEqual(await page.locator("tbody .st.ok").count(), 0, "requests that did not fail");
    await page.fill("input[name=q]", "req_day00000000000000000007");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/requests\/req_day/);
  }),
  onPage(
    "a filter without a script applies by its button",
    async (page) => {
      await page.goto("/requests");
      await page.selectOption("select[name=outcome]", "failover");
      await page.click("form[role=search] [type=submit]");
      expectEqual(new URL(page.url()).searchParams.get("outcome"), "failover", "the filter");
      await page.click("tbody tr:last-child a");
      expectText(await page.textContent("#attempts"), "Skipped", "a target that was passed over");
    },
    withoutScript,
  ),
  onPage("an expression is tried against names, and a request explained, as they are typed", async (page) => {
    await page.goto("/router");
    const samples = page.locator("[data-samples=background_regex]");
    await page.fill("#background_regex", "(?i)SONNET");
    expectText(await samples.locator(".ok").textContent(), "claude-sonnet-5-5", "the name that fits");
    await page.fill("#background_regex", "(haiku");
    await page.waitForSelector("#background_regex[aria-invalid=true]");
    expectText(await page.textContent("#background_regex-e"), "stays in use", "the problem");
    await page.fill("#background_regex", "gpt");
    await page.waitForSelector("#background_regex:not([aria-invalid])");
    await page.fill("#name", "gpt-9");
    await page.waitForSelector("#explained:has-text('No such model is configured')");
    expectText(await samples.locator(".ok").textContent(), "gpt-9", "the name that was typed");
    await page.check("[name=plan]");
    await page.waitForSelector("#explained:has-text('Think: plan mode')");
  }),
  onPage("the theme is chosen with the keyboard, and stays", async (page, { pictures }) => {
    await page.goto("/settings");
    await page.focus("button[value=dark]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("html[data-theme=dark]");
    await page.goto("/");
    expectEqual(await page.getAttribute("html", "data-theme"), "dark", "the theme");
    await takePicture(page, pictures, "overview-chosen-dark");
  }),
  onPage(
    "the keyboard reaches everything in its order, and a dialog opens on its safe answer",
    async (page) => {
      const focused = (): Promise<unknown> => page.evaluate("document.activeElement.textContent.trim()");
      await page.goto("/settings");
      await page.keyboard.press("Tab");
      expectEqual(await focused(), "Skip to content", "the first stop");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      expectEqual(await focused(), "File", "the first stop in the content");
      const seen = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
      expectEqual(seen, "solid", "the outline of what has the focus");
      await page.focus("[popovertarget=restart]");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#restart:popover-open");
      expectEqual(await focused(), "Not now", "the focus in the dialog");
      await page.keyboard.press("Escape");
      await page.waitForSelector("#restart:popover-open", { state: "detached" });
      expectEqual(await focused(), "Restart", "the focus after the dialog");
    },
    withoutScript,
  ),
  {
    name: "ccm restarts from its page, which comes back by itself",
    run: async ({ browser }) => {
      const ccm = await startCcm({ config: (port) => `server.port = ${port}\nrouter.default = "x"\n` });
      const { page, close } = await openPage(browser, ccm.url);
      const instance = async (): Promise<unknown> => (await fetch(`${ccm.url}/health`)).json();
      try {
        const before = await instance();
        await page.goto("/settings");
        await page.click("[popovertarget=restart]");
        await page.click("#restart [type=submit]");
        await page.waitForSelector("text=ccm restarts");
        await page.waitForSelector("h2:has-text('Daemon')");
        expectEqual(Bun.deepEquals(await instance(), before), false, "the same daemon");
      } finally {
        await close();
        await ccm.stop();
      }
    },
  },
  onPage(
    "the menu of a phone opens and closes without a script",
    async (page) => {
      await page.goto("/");
      expectEqual(await page.isVisible("#nav"), false, "menu before");
      await page.tap(".btn.menu");
      expectEqual(await page.isVisible("#nav"), true, "menu after");
      await page.tap("#nav a[href='/router']");
      await page.waitForURL("**/router");
    },
    { ...looks.phone, javaScriptEnabled: false },
  ),
  onPage(
    "a login starts, tells what to do, and can be cancelled",
    async (page, { pictures }) => {
      await page.goto("/accounts?vendor=anthropic&way=paste");
      await page.click("text=Start login");
      await page.waitForSelector("text=Continue at");
      await takePicture(page, pictures, "accounts-paste");
      await page.fill("#pasted", "http://localhost/callback?nothing=1");
      const [refused] = await Promise.all([page.waitForResponse(/finish/), page.click("text=Finish login")]);
      expectEqual(refused.status(), 400, "status of a code that is none");
      await page.waitForSelector("#pasted-e");
      await page.click("text=Cancel login");
      await page.waitForSelector("text=The login was cancelled.");
    },
    looks.light,
    ["Failed to load resource: the server responded with a status of 400 (Bad Request)"],
  ),
  onPage("every control has a name and every page one heading", async (page) => {
    for (const path of ["/", "/requests", "/test", "/accounts", "/settings"]) {
      await page.goto(path);
      const nameless = await page.evaluate(countNameless);
      expectEqual([path, nameless], [path, 0], "controls without a name");
      expectEqual(await page.locator("h1").count(), 1, `headings of ${path}`);
    }
  }),
  {
    name: "beyond this machine the token is asked for, and its link logs in without leaving a trace",
    run: async ({ browser, wide, pictures }) => {
      const token = (await readFile(join(wide.home, "admin_token"), "utf8")).trim();
      const { page, complaints, close } = await openPage(browser, wide.url);
      try {
        await page.goto("/requests");
        await page.waitForURL("**/login");
        await takePicture(page, pictures, "login");
        await page.fill("#t", "wrong");
        await page.click("text=Log in");
        await page.waitForSelector("text=That token is not right.");
        expectEqual(complaints.length, 1, "complaints: the 401 alone");
        await page.goto("about:blank");
        await page.goto(`/login#token=${token}`);
        await page.waitForSelector("h1:has-text('Overview')");
        expectEqual(page.url().includes("token"), false, "token in the address");
        await page.goBack();
        expectEqual(page.url().includes("token"), false, "token in the history");
      } finally {
        await close();
      }
    },
  },
];
