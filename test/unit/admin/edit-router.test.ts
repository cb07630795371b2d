import { describe, expect, test } from "bun:test";
import { markup } from "./commented-config.ts";
import { openForEditing } from "./edit-file.ts";

/** The form of the commented config, untouched. */
const untouched = {
  default: "demo",
  think: "deep",
  websearch: "",
  background: "",
  long_context: "",
  long_context_tokens: "",
  auto_map: "on",
  auto_map_regex: "",
  background_regex: "(?i)claude.*haiku",
  think_when_enabled: "on",
  think_when_plan: "on",
  think_when_ultrathink: "on",
  think_when_xhigh: "on",
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
    const { auto_map: _, think_when_xhigh: __, ...without } = untouched;
    await save("/router", "/router", { ...without, think_when_high: "on" });
    expect(await difference()).toEqual([
      "+ auto_map = false",
      '+ think_when = ["enabled", "plan", "ultrathink", "high"]',
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

  test("a name can be tried against the expressions", async () => {
    const { ask } = await openForEditing();
    const tried = async (name: string) => (await ask(`/router?name=${encodeURIComponent(name)}`)).text();
    expect(await tried("claude-sonnet-5")).toContain("Becomes the default, demo");
    expect(await tried("deep")).toContain("served directly");
    expect(await tried("gpt-9")).toContain("Kept as it is");
    expect(await tried(markup)).not.toContain(markup);
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
