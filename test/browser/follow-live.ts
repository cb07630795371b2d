import type { Page } from "playwright-core";
import { startCcm } from "../support/ccm/start-ccm.ts";
import { looks, openPage, takePicture } from "./browser.ts";
import { type Check, expectEqual, expectText, type Stage } from "./check.ts";

function ask(url: string, model: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}/v1/messages`, {
    method: "POST",
    body: JSON.stringify({
      model,
      max_tokens: 99,
      stream: true,
      messages: [{ role: "user", content: "hello" }],
    }),
    ...(signal && { signal }),
  });
}

/** Asks the demo model that takes half a minute, looks while it answers, then leaves. */
async function whileStreaming({ ccm }: Stage, look: () => Promise<void>): Promise<void> {
  const leaving = new AbortController();
  const response = await ask(ccm.url, "slow", leaving.signal);
  try {
    await look();
  } finally {
    leaving.abort();
    await response.text().catch(() => "");
  }
}

const slowConfig = (port: number): string => `
server.port = ${port}
router.default = "slow"
providers = [{ name = "demo", provider_type = "demo" }]
models = [{ name = "slow", mappings = [{ provider = "demo", actual_model = "slow", priority = 1 }] }]
`;

function liveOn(path: string, name: string): Check {
  return {
    name: `${name} follows a request from its arrival to its end without a reload`,
    run: async (stage) => {
      const { page, complaints, close } = await openPage(stage.browser, stage.ccm.url);
      try {
        await page.goto(path);
        await page.evaluate(
          "window.unloaded = false; addEventListener('pagehide', () => { unloaded = true })",
        );
        await whileStreaming(stage, async () => {
          await page.waitForSelector("main .st.live:has-text('Streaming')");
          expectText(await page.textContent("#count-requests"), "1 live", "the menu's count");
          await takePicture(page, stage.pictures, `${name}-streaming`);
        });
        await page.waitForSelector("main tbody tr:first-child .st.off:has-text('Client left')");
        await page.waitForSelector("#count-requests", { state: "hidden" });
        expectEqual(await page.evaluate("unloaded"), false, "the page was loaded again");
        expectEqual(complaints, [], "complaints");
      } finally {
        await close();
      }
    },
  };
}

async function idOfFirst(page: Page): Promise<string> {
  return (await page.getAttribute("#recent tbody tr:first-child a", "href")) ?? "";
}

/** Pages that change while they are open. */
export const followLive: readonly Check[] = [
  liveOn("/", "overview"),
  liveOn("/requests", "requests"),
  {
    name: "a running request has a page, which becomes that of the ended one, without a script",
    run: async (stage) => {
      const options = { ...looks.light, javaScriptEnabled: false };
      const { page, close } = await openPage(stage.browser, stage.ccm.url, options);
      try {
        await whileStreaming(stage, async () => {
          await page.goto("/");
          await page.goto(await idOfFirst(page));
          await page.waitForSelector("h1:has-text('slow by demo')");
          await page.waitForSelector(".st.live:has-text('Streaming')");
        });
        await page.waitForSelector("#attempts");
      } finally {
        await close();
      }
    },
  },
  {
    name: "a cooldown appears on the open overview, and focus stays where it was",
    run: async (stage) => {
      const { page, close } = await openPage(stage.browser, stage.ccm.url);
      try {
        await page.goto("/");
        await page.focus("#providers a[href='/providers/demo']");
        await (await ask(stage.ccm.url, "limited")).text();
        await page.waitForSelector("#cooldowns :text('Too many requests (demo)')");
        await page.waitForSelector("#providers :text('1 of ')");
        const focused = await page.evaluate("document.activeElement.getAttribute('href')");
        expectEqual(focused, "/providers/demo", "the focus");
      } finally {
        await close();
      }
    },
  },
  {
    name: "a saved form drops no running stream",
    run: async ({ browser }) => {
      const ccm = await startCcm({ config: slowConfig });
      const { page, close } = await openPage(browser, ccm.url);
      const leaving = new AbortController();
      try {
        const response = await ask(ccm.url, "slow", leaving.signal);
        const chunks = response.body?.pipeThrough(new TextDecoderStream()).getReader();
        const next = async (): Promise<string> => (await chunks?.read())?.value ?? "";
        while (!(await next()).includes("content_block_delta"));
        await page.goto("/settings");
        await page.selectOption("#log_level", "warn");
        await page.click("text=Save server");
        await page.waitForSelector(".note.ok:has-text('Saved')");
        expectText(await next(), "content_block_delta", "the stream after the save");
        expectText(await next(), "content_block_delta", "the stream after the save");
      } finally {
        leaving.abort();
        await close();
        await ccm.stop();
      }
    },
  },
  {
    name: "an open overview does not hold up a stop",
    run: async ({ browser }) => {
      const ccm = await startCcm({ config: slowConfig });
      const { page, close } = await openPage(browser, ccm.url);
      try {
        await Promise.all([
          page.waitForResponse(
            (answer) => answer.headers()["content-type"]?.startsWith("text/event-stream") === true,
          ),
          page.goto("/"),
        ]);
        // It is killed, and gives no 0, when it waits for the drain limit.
        expectEqual(await ccm.stop(), 0, "exit code");
      } finally {
        await close();
      }
    },
  },
];
