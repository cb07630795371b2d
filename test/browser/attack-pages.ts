import { startCcm } from "../support/ccm/start-ccm.ts";
import { launchBrowser, openPage } from "./browser.ts";
import { type Check, expectEqual, expectText } from "./check.ts";

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
  "writes the config with JSON in a form's clothes": (url: string) =>
    `fetch("${url}/api/config/json", { method: "POST", headers: { "content-type": "text/plain" }, body: '{"router":{"default":"evil"}}' }).then(r => r.text()).then(() => "read", () => "refused")`,
  "asks for leave to send JSON": (url: string) =>
    `fetch("${url}/api/restart", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }).then(() => "read", () => "refused")`,
  "listens to the pages' events": (url: string) => `new Promise((done) => {
      const source = new EventSource("${url}/");
      source.onmessage = () => done("read");
      source.onerror = () => done("refused");
    })`,
  "loads an answer as a picture": (url: string) => `new Promise((done) => {
      const picture = new Image();
      picture.onload = () => done("read");
      picture.onerror = () => done("refused");
      picture.src = "${url}/api/restart";
      document.body.append(picture);
    })`,
  "opens a socket": (url: string) => `new Promise((done) => {
      const socket = new WebSocket("${url.replace("http", "ws")}/v1/messages");
      socket.onopen = () => done("read");
      socket.onerror = () => done("refused");
    })`,
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
  ...[
    ["another site's form", ""],
    ["a form in a sandbox, whose origin is null,", "sandbox"],
    ["a form that hides JSON in a field's name", "json"],
  ].map(
    ([name, way]): Check => ({
      name: `${name} that submits itself is refused`,
      run: ({ browser, ccm }) => {
        const field =
          way === "json"
            ? `name='{"router":{"default":"evil"},"x":"' value='"}'`
            : `name="theme" value="dark"`;
        const action = `${ccm.url}${way === "json" ? "/api/config/json" : "/settings/theme"}`;
        const kind = way === "json" ? ' enctype="text/plain"' : "";
        const form = `<form method="post"${kind} action="${action}"><input ${field}></form><script>document.forms[0].submit()</script>`;
        const framed = `<iframe sandbox="allow-scripts allow-forms" srcdoc="${form.replaceAll('"', "&quot;")}"></iframe>`;
        return withEvilSite(`<body>${way === "sandbox" ? framed : form}`, async (url) => {
          const { page, close } = await openPage(browser, url);
          try {
            const [refused] = await Promise.all([
              page.waitForResponse((answer) => answer.url() === action),
              page.goto("/"),
            ]);
            expectEqual(refused.status(), 403, "status");
          } finally {
            await close();
          }
        });
      },
    }),
  ),
  {
    name: "a name that is rebound to this machine gets no page and no JSON",
    run: async ({ ccm }) => {
      const browser = await launchBrowser("--host-resolver-rules=MAP evil.test 127.0.0.1");
      try {
        const evil = `http://evil.test:${ccm.port}`;
        const { page, close } = await openPage(browser, evil);
        for (const path of ["/", "/settings", "/api/config/json", "/v1/models", "/assets/none"]) {
          const answer = await page.goto(path);
          expectEqual([path, answer?.status()], [path, 403], "status");
          expectEqual((await page.content()).includes("openrouter"), false, `the config under ${path}`);
        }
        const posted = await page.evaluate(
          "fetch('/v1/messages', { method: 'POST', body: '{}' }).then((answer) => answer.status)",
        );
        expectEqual(posted, 403, "status of a request from the rebound page");
        await close();
      } finally {
        await browser.close();
      }
    },
  },
  {
    name: "markup in an upstream's words is text on every page that shows them",
    run: async ({ browser }) => {
      const words =
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> No credit";
      const upstream = Bun.serve({
        port: 0,
        hostname: "127.0.0.1",
        fetch: () =>
          Response.json({ type: "error", error: { type: "billing_error", message: words } }, { status: 402 }),
      });
      const ccm = await startCcm({
        config: (port) => `
server.port = ${port}
router.default = "m"
providers = [{ name = "evil", provider_type = "anthropic-compatible", base_url = "http://127.0.0.1:${upstream.port}", api_key = "key-of-evil-0000" }]
models = [{ name = "m", mappings = [{ provider = "evil", actual_model = "<b>m</b>", priority = 1 }] }]
`,
      });
      const { page, close } = await openPage(browser, ccm.url);
      try {
        await page.goto("/test");
        await page.fill("#msg", "hello");
        await page.selectOption("select[name=model]", "m");
        await page.click("#test [type=submit]");
        await page.waitForSelector(".say .st.bad");
        expectText(await page.textContent(".say:last-of-type"), words, "the words as text");
        await page.waitForSelector("#result a[href^='/requests/']");
        const request = (await page.getAttribute("#result a[href^='/requests/']", "href")) ?? "";
        await page.goto("/providers");
        await page.click("[aria-label='Test evil']");
        for (const path of [
          "/",
          "/requests",
          request,
          "/providers",
          "/providers/evil",
          "/models?model=m",
          "/router?name=m",
        ]) {
          await page.goto(path);
          expectEqual(
            await page.locator("main img, main script, main td b b").count(),
            0,
            `elements of ${path}`,
          );
          expectEqual((await page.title()).includes("owned"), false, `a script that ran on ${path}`);
        }
      } finally {
        await close();
        await Promise.all([ccm.stop(), upstream.stop(true)]);
      }
    },
  },
];

async function countRequests(url: string): Promise<unknown> {
  const status: unknown = await (await fetch(`${url}/api/status`)).json();
  return Bun.inspect(status).match(/requests: (\d+)/)?.[1];
}
