import { describe, expect, test } from "bun:test";
import { markup } from "./commented-config.ts";
import { openForEditing, revisionIn } from "./edit-file.ts";

/** The form of the provider "router", untouched. */
const untouched = {
  name: "router",
  provider_type: "openrouter",
  base_url: "",
  auth_type: "api_key",
  api_key: "",
  key_use: "replace",
  models: "",
  headers: "X-Title: …",
  enabled: "on",
};

describe("providers", () => {
  test("one is added at the end of its kind, with a reference that stays one", async () => {
    const { save, difference, ask } = await openForEditing();
    const saved = await save("/providers", "/providers", {
      provider_type: "openrouter",
      name: "second",
      api_key: "$SECOND_KEY",
      base_url: "",
    });
    expect([saved.status, saved.headers.get("location")]).toEqual([303, "/providers?saved=yes"]);
    expect(await difference()).toEqual([
      "+ [[providers]]",
      '+ name = "second"',
      '+ provider_type = "openrouter"',
      '+ api_key = "$SECOND_KEY"',
      "+ ",
    ]);
    const page = await (await ask("/providers?saved=yes")).text();
    expect(page).toContain('role="status"');
    expect(page).toContain('href="/providers/second"');
  });

  test("a name that is taken is refused at its field, and what was typed stays", async () => {
    const { save, difference } = await openForEditing();
    const refused = await save("/providers", "/providers", {
      provider_type: "z.ai",
      name: "demo",
      api_key: "sk-typed-0123456789abcdef",
    });
    const html = await refused.text();
    expect(refused.status).toBe(400);
    expect(html).toContain('class="note bad" role="alert"');
    expect(html).toMatch(
      /<input id="name"[^>]*value="demo"[^>]*aria-invalid="true" aria-describedby="name-e"/,
    );
    expect(html).not.toContain("sk-typed");
    expect(await difference()).toEqual([]);
  });

  test("one press turns a provider off and on again", async () => {
    const { save, difference } = await openForEditing();
    await save("/providers", "/providers/router/enable", { enabled: "off" });
    expect(await difference()).toEqual(["+ enabled = false"]);
    await save("/providers", "/providers/router/enable", { enabled: "on" });
    expect(await difference()).toEqual(["+ enabled = true"]);
  });

  test("a test asks the provider and says under its row what came back", async () => {
    const { submit, ask } = await openForEditing();
    const tested = await submit("/providers", "/providers/demo/test", {});
    expect([tested.status, tested.headers.get("location")]).toEqual([303, "/providers"]);
    const html = await (await ask("/providers")).text();
    expect(html).toContain("Test passed");
    expect(html).toMatch(/<b>echo<\/b>: [\d,]+ tokens in, [\d,]+ out/);
    await submit("/providers", "/providers/byref/test", { back: "provider" });
    expect(await (await ask("/providers/byref")).text()).toContain("No model is mapped to it");
  });

  test("one press tests all that are on", async () => {
    const { submit, ask } = await openForEditing();
    await submit("/providers", "/test/providers", {});
    const html = await (await ask("/providers")).text();
    expect(html.match(/Test (?:passed|failed)/g)).toHaveLength(2);
  });

  test("one with a login leads on to the login; a type without one is refused", async () => {
    const { save, difference } = await openForEditing();
    const plan = { provider_type: "openai", name: "plan", auth_type: "oauth" };
    const refused = await save("/providers", "/providers", { ...plan, provider_type: "z.ai" });
    expect([refused.status, await difference()]).toEqual([400, []]);
    const saved = await save("/providers", "/providers", plan);
    expect(saved.headers.get("location")).toBe("/accounts?vendor=openai&saved=yes#add");
    expect(await difference()).toContain('+ auth_type = "oauth"');
  });

  test("a file that changed on disk is not overwritten, and both ways out are shown", async () => {
    const { ask, submit, file } = await openForEditing();
    const revision = revisionIn(await (await ask("/providers")).text());
    const changed = `${await file.read()}# by hand\n`;
    await file.write(changed);
    const fields = {
      revision,
      provider_type: "z.ai",
      name: markup.repeat(2),
      api_key: "sk-typed-0123456789",
    };
    const refused = await submit("/providers", "/providers", fields);
    const html = await refused.text();
    expect(refused.status).toBe(409);
    expect(await file.read()).toBe(changed);
    expect(html).toContain('class="note warn"');
    expect(html).toContain("Show the file as it is");
    expect(html).not.toContain("sk-typed");
    expect(html).not.toContain(markup);

    const again = await submit("/providers", "/providers", { ...fields, revision: revisionIn(html) });
    expect(again.status).toBe(303);
    expect(await file.read()).toContain("# by hand");
    expect(await file.read()).toContain(`name = "${markup.repeat(2)}"`);
  });
});

describe("one provider", () => {
  test("a form that was not touched changes no byte", async () => {
    const { save, difference } = await openForEditing();
    const saved = await save("/providers/router", "/providers/router", untouched);
    expect(saved.headers.get("location")).toBe("/providers/router?saved=same");
    expect(await difference()).toEqual([]);
  });

  test("shows ends of keys and names of references, never a key or a header's value", async () => {
    const { ask } = await openForEditing();
    const html = await (await ask("/providers/router")).text();
    expect(html).toContain("sk-or-…6789");
    expect(html).not.toContain("0123456789abcdef");
    expect(html).not.toContain("secret-title");
    expect(html).toContain("X-Title: …");
    const hostile = await (await ask(`/providers/${encodeURIComponent(markup)}`)).text();
    expect(hostile).not.toContain(markup);
  });

  test("a new key takes the place of the old one, or stands behind it", async () => {
    const { save, difference } = await openForEditing();
    await save("/providers/router", "/providers/router", {
      ...untouched,
      api_key: "$NEW_KEY",
      key_use: "add",
    });
    expect(await difference()).toEqual([
      '- api_key = "sk-or-v1-0123456789abcdef0123456789" # mine',
      '+ api_key = ["sk-or-v1-0123456789abcdef0123456789", "$NEW_KEY"] # mine',
    ]);
    await save("/providers/router", "/providers/router", { ...untouched, api_key: "$NEW_KEY" });
    expect(await difference()).toEqual([
      '- api_key = "sk-or-v1-0123456789abcdef0123456789" # mine',
      '+ api_key = "$NEW_KEY" # mine',
    ]);
  });

  test("keys change places and go, each by its place in the file", async () => {
    const { save, difference } = await openForEditing();
    const keys = (fields: Record<string, string>) =>
      save("/providers/router", "/providers/router/keys", fields);
    const before = '- api_key = "sk-or-v1-0123456789abcdef0123456789" # mine';
    await save("/providers/router", "/providers/router", {
      ...untouched,
      api_key: "$NEW_KEY",
      key_use: "add",
    });
    await keys({ up: "1" });
    expect(await difference()).toEqual([
      before,
      '+ api_key = ["$NEW_KEY", "sk-or-v1-0123456789abcdef0123456789"] # mine',
    ]);
    await keys({ remove: "1" });
    expect(await difference()).toEqual([before, '+ api_key = ["$NEW_KEY"] # mine']);
    await keys({ remove: "0" });
    expect(await difference()).toEqual([before]);
  });

  test("the wire is written only where it is not the type's own", async () => {
    const { save, difference } = await openForEditing();
    const choose = (wire: string) =>
      save("/providers/router", "/providers/router", { ...untouched, wire_api: wire });
    await choose("");
    expect(await difference()).toEqual([]);
    await choose("chat");
    expect(await difference()).toEqual(['+ wire_api = "chat"']);
    await choose("");
    expect(await difference()).toEqual([]);
  });

  test("can be saved and tested in one", async () => {
    const { save, ask } = await openForEditing();
    const demo = { ...untouched, name: "demo", provider_type: "demo", headers: "", after: "test" };
    await save("/providers/demo", "/providers/demo", demo);
    expect(await (await ask("/providers/demo")).text()).toContain("Test passed");
  });

  test("shows what its models were found to be able to do", async () => {
    const { submit, ask } = await openForEditing();
    const tested = await submit("/providers/demo", "/providers/demo/capabilities", { model: "echo" });
    expect(tested.headers.get("location")).toBe("/providers/demo#capabilities");
    const html = await (await ask("/providers/demo")).text();
    expect(html).toMatch(/data-l="Streaming"><span class="st ok">Yes/);
    expect(html).toMatch(/data-l="Tools"><span class="st off">No/);
  });

  test("another address drops the stored key; one that is no address is refused", async () => {
    const { save, difference } = await openForEditing();
    const refused = await save("/providers/router", "/providers/router", {
      ...untouched,
      base_url: "nowhere",
    });
    expect([refused.status, await difference()]).toEqual([400, []]);
    await save("/providers/router", "/providers/router", {
      ...untouched,
      base_url: "https://example.org/v1",
    });
    expect(await difference()).toEqual([
      '- api_key = "sk-or-v1-0123456789abcdef0123456789" # mine',
      '+ base_url = "https://example.org/v1"',
    ]);
  });

  test("a rename takes the mappings along", async () => {
    const { save, difference } = await openForEditing();
    const saved = await save("/providers/router", "/providers/router", { ...untouched, name: "paid" });
    expect(saved.headers.get("location")).toBe("/providers/paid?saved=yes");
    expect(await difference()).toEqual([
      '- name = "router"',
      '- provider = "router" # second',
      '+ name = "paid"',
      '+ provider = "paid" # second',
    ]);
  });

  test("headers change line by line", async () => {
    const { save, difference } = await openForEditing();
    await save("/providers/router", "/providers/router", { ...untouched, headers: "X-Title: …\nX-More: 1" });
    expect(await difference()).toEqual([
      '- headers = { X-Title = "secret-title" }',
      '+ headers = { X-Title = "secret-title", X-More = "1" }',
    ]);
  });

  test("deleting asks first and takes the mappings along", async () => {
    const { ask, save, difference } = await openForEditing();
    const html = await (await ask("/providers/router")).text();
    expect(html).toMatch(/<dialog[^>]*id="delete-dialog"/);
    await save("/providers/router", "/providers/router/delete", {});
    const lines = await difference();
    expect(lines.filter((line) => line.startsWith("+"))).toEqual([]);
    expect(lines).toContain('- provider = "router" # second');
    expect(lines).toContain('- name = "router"');
    expect(lines).not.toContain('- provider = "demo"');
  });
});
