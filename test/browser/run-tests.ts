import type { Page } from "playwright-core";
import { looks, takePicture } from "./browser.ts";
import { type Check, expectEqual, expectText } from "./check.ts";
import { onPage, withoutScript } from "./on-page.ts";

async function sendTest(page: Page, message: string): Promise<void> {
  await page.goto("/test");
  await page.fill("#msg", message);
  await page.selectOption("select[name=model]", "demo");
  await page.click("#test [type=submit]");
}

/** The Test page, with a script and without one. */
export const runTests: readonly Check[] = [
  onPage(
    "a test streams into the page, with its route, attempts and raw events",
    async (page, { pictures }) => {
      await sendTest(page, "hello <img src=x onerror=alert(1)>");
      await page.waitForSelector(".say:last-of-type .st.ok");
      await page.waitForSelector("#result a[href^='/requests/']");
      expectText(await page.textContent(".say.me p"), "<img src=x", "what was written, as text");
      expectText(await page.textContent(".say:last-of-type p"), "ccm works.", "the answer");
      expectText(await page.textContent("#events"), "message_stop", "the raw events");
      expectText(await page.textContent("#attempts"), "Overloaded (demo)", "the attempt that failed");
      await page.fill("#msg", "and again");
      await page.click("#test [type=submit]");
      await page.locator(".say .st.ok").nth(1).waitFor();
      await takePicture(page, pictures, "test-streamed");
    },
  ),
  onPage("a browser without a clipboard is offered no copying", async (page) => {
    await page.addInitScript("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await sendTest(page, "hello");
    await page.waitForSelector(".say:last-of-type .st.ok");
    expectText(await page.textContent("[data-copy=events]"), "events, newest below", "the count");
    expectEqual(await page.locator("[data-copy] button").count(), 0, "copy buttons");
  }),
  onPage(
    "a test that fails says why, and keeps what was written",
    async (page) => {
      await page.goto("/test");
      await page.fill("#msg", "hello");
      await page.selectOption("select[name=model]", "limited");
      await page.click("#test [type=submit]");
      await page.waitForSelector(".say .st.bad");
      expectText(await page.textContent(".say:last-of-type"), "Too many requests (demo)", "the reason");
      expectEqual(await page.inputValue("#msg"), "hello", "the message");
    },
    looks.light,
    ["Failed to load resource: the server responded with a status of 429 (Too Many Requests)"],
  ),
  onPage(
    "a test without a script answers with the whole page",
    async (page, { pictures }) => {
      await sendTest(page, "hello");
      expectText(await page.textContent("main"), "ccm works.", "the answer");
      expectText(await page.textContent("#attempts"), "Overloaded (demo)", "the attempts");
      await page.fill("#msg", "again");
      await page.click("#test [type=submit]");
      expectEqual(await page.locator(".say").count(), 4, "turns of the conversation");
      await takePicture(page, pictures, "test-without-script");
    },
    withoutScript,
  ),
  onPage("a test speaks as each kind of client, and can be stopped", async (page) => {
    await page.goto("/test");
    await page.click("#test summary");
    for (const [title, event] of [
      ["Anthropic", "message_stop"],
      ["OpenAI chat", "chat.completion.chunk"],
      ["Responses", "response.completed"],
    ] as const) {
      await page.click(`label:has-text("${title}")`);
      await page.selectOption("select[name=model]", "demo");
      await page.fill("#msg", title);
      await page.keyboard.press("Enter");
      await page.waitForSelector(`.say:last-of-type:has(.st.ok):has-text('it read: "${title}"')`);
      await page.waitForSelector(".say:last-of-type h2:has-text('demo by demo')");
      expectText(await page.textContent("#events"), event, "the raw events");
    }
    await page.selectOption("select[name=model]", "slow");
    await page.fill("#msg", "long");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".say:last-of-type p:has-text('ccm works')");
    await page.click("[data-stop]");
    await page.waitForSelector(".say:last-of-type .st.off:has-text('Stopped')");
  }),
  onPage(
    "a test without a script speaks as each kind of client too",
    async (page) => {
      for (const title of ["OpenAI chat", "Responses"]) {
        await page.goto("/test");
        await page.click("#test summary");
        await page.click(`label:has-text("${title}")`);
        await page.fill("#msg", "hello");
        await page.click("#test [type=submit]");
        expectText(await page.textContent(".say:last-of-type"), "ccm works.", `the answer to ${title}`);
      }
    },
    withoutScript,
  ),
];
