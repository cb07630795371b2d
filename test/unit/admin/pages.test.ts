import { describe, expect, test } from "bun:test";
import {
  canaries,
  configWithSecrets,
  hostileName,
  jsonPaths,
  pages,
  tokensWithSecrets,
} from "./config-with-secrets.ts";
import { type OpenedDaemon, openDaemon } from "./open-daemon.ts";

const open = (): Promise<OpenedDaemon> =>
  openDaemon({ config: configWithSecrets, tokens: tokensWithSecrets });

/** Makes one request, so that the ledger and the cooldowns have something to show; gives its id. */
async function sendRequest({ ask }: OpenedDaemon, model: string): Promise<string> {
  const response = await ask("/v1/messages", {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": canaries.clientKey },
    body: JSON.stringify({ model, max_tokens: 9, messages: [{ role: "user", content: "a private prompt" }] }),
  });
  await response.text();
  return response.headers.get("request-id") ?? "";
}

describe("every page", () => {
  test("answers with a whole document, its stylesheet and its script from ccm itself", async () => {
    const daemon = await open();
    const request = await sendRequest(daemon, "demo");
    for (const path of [...pages, `/requests/${request}`]) {
      const response = await daemon.ask(path);
      const html = await response.text();
      expect([path, response.status]).toEqual([path, 200]);
      expect(html).toStartWith("<!doctype html>");
      expect(html.match(/<h1\b/g)).toHaveLength(1);
      for (const [, address] of html.matchAll(/<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]*)"/g)) {
        expect((await daemon.ask(address ?? "")).status).toBe(200);
      }
    }
  });

  test("holds no inline script, style or handler and loads nothing from another host", async () => {
    const daemon = await open();
    const request = await sendRequest(daemon, "demo");
    for (const path of [...pages, `/requests/${request}`]) {
      const response = await daemon.ask(path);
      const html = await response.text();
      expect(html).not.toMatch(/<style|<script(?![^>]* src=)|\sstyle=|<[^>]*\son[a-z]+="|javascript:|data:/i);
      expect(html).not.toMatch(/\b(?:src|action|formaction)="(?:https?:)?\/\//i);
      expect(response.headers.get("content-security-policy")).toStartWith(
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'",
      );
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("referrer-policy")).toBe("same-origin");
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
  });

  test("shows names with markup as text", async () => {
    const daemon = await open();
    for (const path of pages) {
      const html = await (await daemon.ask(path)).text();
      expect(html).not.toContain("<img");
      expect(html).not.toContain("<b>bold</b>");
    }
    const providers = await (await daemon.ask("/providers")).text();
    expect(providers).toContain("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;");
    expect(providers).toContain(`/providers/${encodeURIComponent(hostileName)}`);
  });

  test("has an answer in HTML for what is not there", async () => {
    const daemon = await open();
    for (const path of ["/requests/req_never", "/providers/never"]) {
      const response = await daemon.ask(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).toContain("No such");
    }
  });
});

describe("secrets", () => {
  test("are in no page and in no JSON", async () => {
    const daemon = await open();
    const request = await sendRequest(daemon, "demo");
    await sendRequest(daemon, "limited");
    for (const path of [...pages, ...jsonPaths, `/requests/${request}`, `/requests/${request}?format=json`]) {
      const response = await daemon.ask(path);
      const text = await response.text();
      expect([path, response.status]).toEqual([path, 200]);
      for (const canary of [...Object.values(canaries), "a private prompt"])
        expect(text).not.toContain(canary);
    }
  });

  test("are shown by their ends, references by their name", async () => {
    const daemon = await open();
    const config = await (await daemon.ask("/api/config/json")).text();
    expect(config).toContain('"sk-or-…0000"');
    expect(config).toContain('"$UNSET_VARIABLE_OF_A_TEST"');
    expect(await (await daemon.ask("/providers")).text()).toContain("sk-or-…0000");
  });
});

describe("the overview", () => {
  test("tells a browser what needs a person, and a program the same", async () => {
    const daemon = await open();
    await sendRequest(daemon, "limited");
    const html = (await (await daemon.ask("/")).text()).replaceAll("<wbr/>", "");
    expect(html).toContain("Needs you");
    expect(html).toContain("$UNSET_VARIABLE_OF_A_TEST is unset");
    expect(html).toContain("Too many requests (demo)");
    const status = await (await daemon.ask("/api/status")).text();
    expect(status).toContain('"cause":"rate_limit"');
    expect(status).toContain('"state":"Not configured"');
  });

  test("answers HEAD with nothing but 200", async () => {
    const { ask } = await open();
    const response = await ask("/", { method: "HEAD" });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, null]);
  });

  test("begins with three steps where there is no provider", async () => {
    const { ask } = await openDaemon({ config: '[router]\ndefault = "x"\n' });
    expect(await (await ask("/")).text()).toContain("Three steps to the first answer");
  });
});

describe("requests", () => {
  test("are listed with their route and shown with every attempt", async () => {
    const daemon = await open();
    const request = await sendRequest(daemon, "claude-sonnet-5-5");
    expect(await (await daemon.ask("/requests")).text()).toContain(`/requests/${request}`);
    const html = (await (await daemon.ask(`/requests/${request}`)).text()).replaceAll("<wbr/>", "");
    expect(html).toContain("Overloaded (demo)");
    expect(html).toContain("second try");
    expect(html).toContain("auto_map_regex matches claude-sonnet-5-5");
    expect(html).toContain("from the price table");
  });

  test("are narrowed by a filter, and an id leads to its page", async () => {
    const daemon = await open();
    const request = await sendRequest(daemon, "demo");
    expect(await (await daemon.ask("/requests?outcome=failed")).text()).not.toContain(request);
    const found = await daemon.ask(`/requests?q=${request}`);
    expect(found.headers.get("location")).toBe(`/requests/${request}`);
  });

  test("come as CSV, with names that a spreadsheet takes for a formula disarmed", async () => {
    const daemon = await open();
    await sendRequest(daemon, "demo");
    const response = await daemon.ask("/requests?format=csv");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(await response.text()).toMatch(/^id,started_at,.*\r\nreq_.*,demo,demo,/);
  });
});

describe("the test page", () => {
  test("answers without a script, with the attempts beside", async () => {
    const daemon = await open();
    const response = await daemon.submit("/test", "/test", {
      message: "is <i>anyone</i> there",
      model: "demo",
    });
    const html = await response.text();
    expect(html).toContain("ccm works.");
    expect(html).toContain("is &lt;i&gt;anyone&lt;/i&gt; there");
    expect(html).toContain("Overloaded (demo)");
  });

  test("shows why there is no answer", async () => {
    const daemon = await open();
    const response = await daemon.submit("/test", "/test", { message: "hello", model: "<b>bold</b>" });
    const html = await response.text();
    expect(html).toContain("No provider can serve model");
    expect(html).not.toContain("<b>bold</b>");
  });

  test("streams to the script what a client gets", async () => {
    const daemon = await open();
    const response = await daemon.submit("/test", "/test/stream", { message: "hello", model: "demo" });
    expect(response.headers.get("content-type")).toStartWith("text/event-stream");
    expect(await response.text()).toContain("event: message_stop");
    const id = response.headers.get("x-ccm-request-id");
    expect(await (await daemon.ask(`/test/result/${id}`)).text()).toContain("Full request");
  });
});
