import { describe, expect, test } from "bun:test";
import { markup } from "./commented-config.ts";
import { openForEditing } from "./edit-file.ts";

/** The form of the commented config, untouched. */
const untouched = {
  default: "demo",
  think: "deep",
  websearch: "",
  background: "",
  auto_map: "on",
  auto_map_regex: "",
  background_regex: "(?i)claude.*haiku",
  think_when_enabled: "on",
  think_when_plan: "on",
  think_when_ultrathink: "on",
  think_when_effort: "on",
  think_effort: "xhigh",
};

describe("the router", () => {
  test("a form that was not touched changes no byte", async () => {
    const { save, difference } = await openForEditing();
    const saved = await save("/router", "/router", untouched);
    expect(saved.headers.get("location")).toBe("/router?saved=same");
    expect(await difference()).toEqual([]);
  });

  test("each answer changes its own line", async () => {
    const { save, difference } = await openForEditing();
    await save("/router", "/router", { ...untouched, default: "deep", think: "", websearch: "demo" });
    expect(await difference()).toEqual([
      '- default = "demo"   # the everyday model',
      '- think = "deep"     # slow and good',
      '+ default = "deep"   # the everyday model',
      '+ websearch = "demo"',
    ]);
  });

  test("signs of thinking and the mapping of names are written when they change", async () => {
    const { save, difference } = await openForEditing();
    const { auto_map: _, ...without } = untouched;
    await save("/router", "/router", { ...without, think_effort: "high" });
    expect(await difference()).toEqual([
      "+ auto_map = false",
      '+ think_when = ["enabled", "plan", "ultrathink", "high"]',
    ]);
  });

  test("levels of effort that the lowest makes idle are left as they are", async () => {
    const { file, save } = await openForEditing();
    const signs = 'think_when = ["max", "enabled", "high"]';
    await file.write((await file.read()).replace("[router]\n", `[router]\n${signs}\n`));
    const { think_when_plan: _, think_when_ultrathink: __, ...fields } = untouched;
    const high = { ...fields, think_effort: "high" };
    expect((await save("/router", "/router", high)).headers.get("location")).toBe("/router?saved=same");
    await save("/router", "/router", { ...high, think_effort: "xhigh" });
    expect(await file.read()).toContain('think_when = ["enabled", "xhigh"]');
  });

  test("long requests have a form of their own", async () => {
    const { save, difference } = await openForEditing();
    const long = (long_context: string, long_context_tokens: string) =>
      save("/router", "/router/long-context", { long_context, long_context_tokens });
    expect((await long("", "")).headers.get("location")).toBe("/router?saved=same#long");
    await long("deep", "90000");
    expect(await difference()).toEqual(['+ long_context = "deep"', "+ long_context_tokens = 90000"]);
    const refused = await long("deep", "many");
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringMatching(/id="long_context_tokens"[^>]*aria-invalid="true"/),
    ]);
  });

  test("an expression that does not compile is refused at its field, and stays to be mended", async () => {
    const { save, difference } = await openForEditing();
    const refused = await save("/router", "/router", { ...untouched, background_regex: `(${markup}` });
    const html = await refused.text();
    expect([refused.status, await difference()]).toEqual([400, []]);
    expect(html).toContain('class="note bad" role="alert"');
    expect(html).toMatch(
      /id="background_regex"[^>]*aria-invalid="true" aria-describedby="background_regex-e"/,
    );
    expect(html).toContain("(&lt;i&gt;x&lt;/i&gt;");
    expect(html).not.toContain(markup);
  });

  test("a request is explained by the rules that serve, up to the one that chooses", async () => {
    const { ask } = await openForEditing();
    const told = async (query: Record<string, string>) => {
      const html = await (await ask(`/router/explain?${new URLSearchParams(query)}`)).text();
      return html
        .replace(/<wbr\/>/g, "")
        .replace(/<[^>]+>/g, " ")
        .replace(/\s+/g, " ");
    };
    expect(await told({ name: "claude-sonnet-5" })).toMatch(
      /Think: none of its signs .*Default : auto_map_regex matches claude-sonnet-5 Model demo .*demo, then router/,
    );
    expect(await told({ name: "claude-sonnet-5", plan: "on" })).toContain("Think : plan mode Model deep");
    expect(await told({ name: "claude-sonnet-5", effort: "max" })).toContain("Think : effort max");
    expect(await told({ name: "deep" })).toContain("Direct Model deep");
    expect(await told({ name: "gpt-9" })).toContain("No such model is configured");
    expect(await told({ name: markup })).not.toContain(markup);
    expect(await (await ask("/router?name=deep")).text()).toContain("<b>Direct</b>");
  });

  test("explaining a target that rests counts as no try of it", async () => {
    const { ask } = await openForEditing();
    const send = (model: string) =>
      ask("/v1/messages", {
        method: "POST",
        body: JSON.stringify({ model, max_tokens: 9, messages: [{ role: "user", content: "hi" }] }),
      });
    expect((await send("limited")).status).toBe(429);
    const html = await (await ask("/router/explain?name=limited")).text();
    expect(html).toMatch(/demo is skipped until \d\d:\d\d/);
  });

  test("while the file has errors it is not edited, and the page says so", async () => {
    const { ask, file, save } = await openForEditing();
    await file.write("[router\n");
    const html = await (await ask("/router")).text();
    expect(html).toContain("once they are mended");
    expect((await save("/settings", "/router", untouched)).status).toBe(400);
    expect(await file.read()).toBe("[router\n");
  });
});
