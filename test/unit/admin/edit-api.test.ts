import { describe, expect, test } from "bun:test";
import { openForEditing } from "./edit-file.ts";

function post(body: unknown, contentType = "application/json"): RequestInit {
  return { method: "POST", headers: { "content-type": contentType }, body: JSON.stringify(body) };
}

interface ConfigJson {
  readonly providers: readonly Readonly<Record<string, unknown>>[];
  readonly models: readonly { readonly name: string; readonly mappings: readonly object[] }[];
  readonly router: Readonly<Record<string, unknown>>;
}

async function readJson(ask: (path: string) => Promise<Response>): Promise<ConfigJson> {
  return (await ask("/api/config/json")).json() as Promise<ConfigJson>; // ccm's own answer
}

describe("the config as JSON", () => {
  test("sent back as it was read changes no byte, masked values and references included", async () => {
    const { ask, difference } = await openForEditing();
    const saved = await ask("/api/config/json", post(await readJson(ask)));
    expect([saved.status, await saved.json()]).toEqual([
      200,
      { status: "success", message: "Configuration saved successfully" },
    ]);
    expect(await difference()).toEqual([]);
  });

  test("changes only what differs", async () => {
    const { ask, difference } = await openForEditing();
    const { providers, models, router } = await readJson(ask);
    await ask(
      "/api/config/json",
      post({
        providers: providers.map((one) => (one.name === "byref" ? { ...one, api_key: "$OTHER" } : one)),
        models: models.map((model) =>
          model.name === "deep"
            ? {
                ...model,
                mappings: [...model.mappings, { provider: "router", actual_model: "x", priority: 11 }],
              }
            : model,
        ),
        router: { ...router, think: "demo", background: null },
      }),
    );
    expect((await difference()).filter((line) => line.trim() !== "+")).toEqual([
      '- think = "deep"     # slow and good',
      '- api_key = "$UNSET_VARIABLE_OF_A_TEST" # from the environment',
      '+ think = "demo"     # slow and good',
      '+ api_key = "$OTHER" # from the environment',
      "+ [[models.mappings]]",
      '+ provider = "router"',
      '+ actual_model = "x"',
      "+ priority = 11",
    ]);
  });

  test("another address drops the stored key even where its mask is sent along", async () => {
    const { ask, file } = await openForEditing();
    const { providers } = await readJson(ask);
    const moved = providers.map((one) =>
      one.name === "router" ? { ...one, base_url: "https://example.org/v1" } : one,
    );
    expect((await ask("/api/config/json", post({ providers: moved }))).status).toBe(200);
    expect(await file.read()).not.toContain("sk-or-v1");
    expect(await file.read()).not.toContain("…");
  });

  test("an address that a page may not set is refused from a program too", async () => {
    const { ask, difference } = await openForEditing();
    const { providers } = await readJson(ask);
    const moved = { ...providers[1], base_url: "http://169.254.169.254/" };
    for (const changed of [moved, { ...moved, name: "fresh" }]) {
      const refused = await ask("/api/config/json", post({ providers: [...providers.slice(0, 1), changed] }));
      expect(refused.status).toBe(400);
    }
    expect(await difference()).toEqual([]);
  });

  test("a mask that stands for nothing, and what would not load, are refused", async () => {
    const { ask, difference } = await openForEditing();
    const { providers } = await readJson(ask);
    const fresh = { name: "fresh", provider_type: "z.ai", api_key: "sk-…0000" };
    for (const body of [
      { providers: [...providers, fresh] },
      { providers: [...providers, { name: "fresh", provider_type: "no such type" }] },
      { router: { background_regex: "(" } },
      { providers: "all" },
    ]) {
      expect((await ask("/api/config/json", post(body))).status).toBe(400);
    }
    expect(await difference()).toEqual([]);
  });

  test("is taken from programs alone: a form's content type is refused", async () => {
    const { ask, difference } = await openForEditing();
    for (const path of ["/api/config/json", "/api/config", "/api/restart"]) {
      const body = { router: { default: "deep" }, default_model: "deep" };
      expect((await ask(path, post(body, "text/plain"))).status).toBe(415);
    }
    expect(await difference()).toEqual([]);
  });

  test("routes alone are set by the names of the older path, and a reload takes a change by hand", async () => {
    const { ask, file, difference } = await openForEditing();
    await ask("/api/config", post({ default_model: "deep", think_model: "" }));
    expect(await difference()).toEqual([
      '- default = "demo"   # the everyday model',
      '+ default = "deep"   # the everyday model',
    ]);
    await file.write((await file.read()).replace('think = "deep"', 'think = "demo"'));
    expect((await ask("/api/restart", post({}))).status).toBe(200);
    expect((await readJson(ask)).router.think).toBe("demo");
  });
});
