import { describe, expect, test } from "bun:test";
import { markup } from "./commented-config.ts";
import { openForEditing, revisionIn } from "./edit-file.ts";

const first = { model: "demo", mapping_provider: "demo", mapping_model: "echo", mapping_priority: "1" };
const second = {
  model: "demo",
  mapping_provider: "router",
  mapping_model: "z-ai/glm-4.6",
  mapping_priority: "2",
};

describe("models", () => {
  test("one is added with its first mapping, and stands open after it", async () => {
    const { ask, save, difference } = await openForEditing();
    const saved = await save("/models", "/models/add", {
      name: "new one",
      provider: "router",
      actual_model: "z-ai/glm-4.6",
    });
    expect(saved.headers.get("location")).toBe("/models?model=new%20one&saved=yes#open");
    expect((await difference()).filter((line) => line.trim() !== "+")).toEqual([
      "+ [[models]]",
      '+ name = "new one"',
      "+ [[models.mappings]]",
      '+ provider = "router"',
      '+ actual_model = "z-ai/glm-4.6"',
      "+ priority = 1",
    ]);
    const html = await (await ask("/models?model=new%20one&saved=yes")).text();
    expect(html).toMatch(/<details class="item" open="" id="open"><summary><b>new one<\/b>/);
  });

  test("the first one may become the default", async () => {
    const { file, ask, save } = await openForEditing();
    expect(await (await ask("/models")).text()).not.toContain("make_default");
    await file.write((await file.read()).replace('default = "demo"', 'default = "nowhere"'));
    expect(await (await ask("/models")).text()).toContain('name="make_default" value="on" checked=""');
    await save("/models", "/models/add", {
      name: "fresh",
      provider: "router",
      actual_model: "x/y",
      make_default: "on",
    });
    expect(await file.read()).toContain('default = "fresh"   # the everyday model');
  });

  test("are narrowed by a part of a name, and to those in a route or without a ready provider", async () => {
    const { ask } = await openForEditing();
    const shown = async (query: string) =>
      [...(await (await ask(`/models${query}`)).text()).matchAll(/<summary><b>(\w+)/g)].map(
        ([, name]) => name,
      );
    expect(await shown("")).toEqual(["demo", "deep", "limited"]);
    expect(await shown("?q=GLM")).toEqual(["demo"]);
    expect(await shown("?show=route&q=dee")).toEqual(["deep"]);
    expect(await shown("?show=stuck")).toEqual([]);
  });

  test("a name that is taken is refused in the form it was entered in", async () => {
    const { save, difference } = await openForEditing();
    const refused = await save("/models", "/models/add", {
      name: "deep",
      provider: "router",
      actual_model: markup,
    });
    const html = await refused.text();
    expect([refused.status, await difference()]).toEqual([400, []]);
    expect(html).toContain('role="alert"');
    expect(html.match(/aria-invalid="true"/g)).toHaveLength(1);
    expect(html).not.toContain(markup);
  });

  test("a rename takes the routes along", async () => {
    const { save, difference } = await openForEditing();
    await save("/models", "/models/rename", { model: "deep", name: "deeper" });
    expect(await difference()).toEqual([
      '- think = "deep"     # slow and good',
      '- name = "deep"',
      '+ think = "deeper"     # slow and good',
      '+ name = "deeper"',
    ]);
  });

  test("deleting one takes its mappings along and asks first, naming its routes", async () => {
    const { ask, save, difference } = await openForEditing();
    expect(await (await ask("/models")).text()).toContain("These routes lead to it: think.");
    const saved = await save("/models", "/models/remove", { model: "deep" });
    expect(saved.headers.get("location")).toBe("/models?saved=yes");
    const lines = await difference();
    expect(lines).toContain('- name = "deep"');
    expect(lines).toContain("- priority = 10");
    expect(lines.every((line) => line.startsWith("-"))).toBe(true);
  });
});

describe("mappings", () => {
  test("a new one is tried last", async () => {
    const { save, difference } = await openForEditing();
    await save("/models", "/models/map", { model: "deep", provider: "router", actual_model: "x/y" });
    expect((await difference()).filter((line) => line.trim() !== "+")).toEqual([
      "+ [[models.mappings]]",
      '+ provider = "router"',
      '+ actual_model = "x/y"',
      "+ priority = 11",
    ]);
  });

  test("up and down exchange two priorities and no other line", async () => {
    const { save, difference } = await openForEditing();
    const exchanged = [
      "- priority = 1       # first",
      "- priority = 2",
      "+ priority = 2       # first",
      "+ priority = 1",
    ];
    await save("/models", "/models/move", { ...second, direction: "up" });
    expect(await difference()).toEqual(exchanged);
    await save("/models", "/models/move", { ...first, mapping_priority: "2", direction: "up" });
    expect(await difference()).toEqual([]);
    await save("/models", "/models/move", { ...first, direction: "down" });
    expect(await difference()).toEqual(exchanged);
  });

  test("equal priorities are counted anew when one moves", async () => {
    const { file, save } = await openForEditing();
    await file.write((await file.read()).replace("priority = 2", "priority = 1"));
    const saved = await save("/models", "/models/move", {
      ...second,
      mapping_priority: "1",
      direction: "up",
    });
    expect(saved.status).toBe(303);
    expect(await file.read()).toMatch(/priority = 2 {7}# first[\s\S]*"z-ai\/glm-4\.6"\npriority = 1\n/);
  });

  test("one is edited where it stands, and an untouched form changes no byte", async () => {
    const { ask, save, difference } = await openForEditing();
    const page = "/models?model=demo&edit=1";
    expect(await (await ask(page)).text()).toContain('value="z-ai/glm-4.6"');
    const untouched = { ...second, provider: "router", actual_model: "z-ai/glm-4.6" };
    await save(page, "/models/edit", { ...untouched, reasoning_effort: "", max_output_tokens: "" });
    expect(await difference()).toEqual([]);
    await save(page, "/models/edit", { ...untouched, reasoning_effort: "high", max_output_tokens: "32000" });
    expect(await difference()).toEqual(['+ reasoning_effort = "high"', "+ max_output_tokens = 32000"]);
  });

  test("a price is set for a mapping, and goes whole when it is emptied", async () => {
    const { save, difference } = await openForEditing();
    const page = "/models?model=demo&edit=1";
    const price = (price_input: string, price_output: string) =>
      save(page, "/models/edit", {
        ...second,
        provider: "router",
        actual_model: "z-ai/glm-4.6",
        price_input,
        price_output,
      });
    await price("0.6", "2.2");
    expect((await difference()).filter((line) => line.trim() !== "+")).toEqual([
      "+ price = { input = 0.6, output = 2.2 }",
    ]);
    await price("", "");
    expect(await difference()).toEqual([]);
  });

  test("a refused edit is shown in its form, with what was typed", async () => {
    const { save } = await openForEditing();
    const refused = await save("/models", "/models/edit", {
      ...second,
      provider: "router",
      actual_model: "z-ai/glm-4.6",
      context_window: "wide",
    });
    const html = await refused.text();
    expect(html).toContain('aria-label="Edit mapping 2 of demo"');
    expect(html).toMatch(/<input id="context_window"[^>]*value="wide"[^>]*aria-invalid="true"/);
  });

  test("what is no number, or none that can be, is refused", async () => {
    const { save, difference } = await openForEditing();
    for (const max_output_tokens of ["many", "-1"]) {
      const refused = await save("/models", "/models/edit", {
        ...second,
        provider: "router",
        actual_model: "z-ai/glm-4.6",
        max_output_tokens,
      });
      expect(refused.status).toBe(400);
    }
    expect(await difference()).toEqual([]);
  });

  test("removing one takes its block and no other", async () => {
    const { save, difference } = await openForEditing();
    await save("/models", "/models/unmap", second);
    const lines = await difference();
    expect(lines).toContain('- provider = "router" # second');
    expect(lines).not.toContain("- priority = 1       # first");
    expect(lines.every((line) => line.startsWith("-"))).toBe(true);
  });

  test("a form of an older file changes nothing", async () => {
    const { ask, submit, file } = await openForEditing();
    const revision = revisionIn(await (await ask("/models")).text());
    const changed = (await file.read()).replace("# the end", "# by hand");
    await file.write(changed);
    const refused = await submit("/models", "/models/unmap", { ...second, revision });
    expect(refused.status).toBe(409);
    expect(await file.read()).toBe(changed);
  });
});
