import { openPage } from "./browser.ts";
import { type Check, expectEqual } from "./check.ts";

/** A page of another site, open in the same browser as ccm's. */
async function withEvilSite<Result>(html: string, use: (url: string) => Promise<Result>): Promise<Result> {
  const site = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => new Response(html, { headers: { "content-type": "text/html" } }),
  });
  try {
    return await use(`http://localhost:${site.port}`);
  } finally {
    await site.stop(true);
  }
}

/** What another site's page tries. Each one leaves its verdict in the title. */
const attacks = {
  "reads the config": (url: string) =>
    `fetch("${url}/api/config/json").then(r => r.text()).then(() => "read", () => "refused")`,
  "sends a form in the background": (url: string) =>
    `fetch("${url}/settings/theme", { method: "POST", mode: "no-cors", body: new URLSearchParams({ theme: "dark" }) }).then(() => "sent", () => "refused")`,
  "spends tokens": (url: string) =>
    `fetch("${url}/v1/messages", { method: "POST", body: '{"model":"demo","max_tokens":1,"messages":[{"role":"user","content":"x"}]}' }).then(r => r.text()).then(() => "read", () => "refused")`,
  "frames the page": (url: string) => `new Promise((done) => {
      const frame = document.createElement("iframe");
      frame.src = "${url}/";
      frame.onload = () => { let seen; try { seen = frame.contentDocument ? "read" : "blank"; } catch { seen = "refused"; } done(seen); };
      document.body.append(frame);
    })`,
} as const;

/** Attacks of other sites' pages, in a real browser. */
export const attackPages: readonly Check[] = [
  ...Object.entries(attacks).map(
    ([name, attack]): Check => ({
      name: `another site's page that ${name} gets nothing`,
      run: ({ browser, ccm }) =>
        withEvilSite(
          `<body><script>(${attack(ccm.url)}).then(v => { document.title = v })</script>`,
          async (url) => {
            const before = await countRequests(ccm.url);
            const { page, close } = await openPage(browser, url);
            try {
              await page.goto("/");
              await page.waitForFunction("document.title !== ''");
              expectEqual((await page.title()) === "read", false, "read");
              expectEqual(await countRequests(ccm.url), before, "requests that were served");
            } finally {
              await close();
            }
          },
        ),
    }),
  ),
  {
    name: "another site's form that submits itself is refused",
    run: ({ browser, ccm }) => {
      const form = `<form method="post" action="${ccm.url}/settings/theme"><input name="theme" value="dark"></form>`;
      return withEvilSite(`<body>${form}<script>document.forms[0].submit()</script>`, async (url) => {
        const { page, close } = await openPage(browser, url);
        try {
          const [refused] = await Promise.all([page.waitForResponse(/settings\/theme/), page.goto("/")]);
          expectEqual(refused.status(), 403, "status");
        } finally {
          await close();
        }
      });
    },
  },
];

async function countRequests(url: string): Promise<unknown> {
  const status: unknown = await (await fetch(`${url}/api/status`)).json();
  return Bun.inspect(status).match(/requests: (\d+)/)?.[1];
}
