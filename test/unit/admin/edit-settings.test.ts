import { describe, expect, test } from "bun:test";
import { knownKeys } from "../../../src/config/schema.ts";
import { markup } from "./commented-config.ts";
import { openForEditing } from "./edit-file.ts";

const server = {
  host: "127.0.0.1",
  host_was: "127.0.0.1",
  port: "13456",
  port_was: "13456",
  max_body_mb: "",
  log_level: "info",
  log_format: "",
};

describe("settings", () => {
  test("have a field for every key of the server", async () => {
    const { ask } = await openForEditing();
    const html = await (await ask("/settings")).text();
    const keys = [...(knownKeys.server ?? []), ...(knownKeys["server.timeouts"] ?? [])];
    const lacking = keys.filter((key) => key !== "timeouts" && !html.includes(` name="${key}"`));
    expect(lacking).toEqual([]);
  });

  test("forms that were not touched change no byte", async () => {
    const { save, difference } = await openForEditing();
    await save("/settings", "/settings/server", server);
    await save("/settings", "/settings/access", { api_key: "", allowed_hosts: "", allowed_origins: "" });
    await save("/settings", "/settings/timeouts", { connect_timeout_ms: "10000" });
    expect(await difference()).toEqual([]);
  });

  test("each form changes its own lines", async () => {
    const { save, difference } = await openForEditing();
    const saved = await save("/settings", "/settings/server", {
      ...server,
      log_level: "debug",
      max_body_mb: "64",
      max_concurrent_requests: "100",
    });
    expect(saved.headers.get("location")).toBe("/settings?saved=yes#server");
    await save("/settings", "/settings/timeouts", {
      connect_timeout_ms: "5000",
      idle_timeout_ms: "",
      send_timeout_ms: "60000",
      session_affinity_ms: "0",
    });
    await save("/settings", "/settings/access", { allowed_hosts: "ccm.lan, other.lan" });
    expect((await difference()).toSorted()).toEqual([
      '+ allowed_hosts = ["ccm.lan", "other.lan"]',
      "+ connect_timeout_ms = 5000 # with a separator",
      '+ log_level  =  "debug"   # spaced by hand',
      "+ max_body_mb = 64",
      "+ max_concurrent_requests = 100",
      "+ send_timeout_ms = 60000",
      "+ session_affinity_ms = 0",
      "- connect_timeout_ms = 10_000 # with a separator",
      '- log_level  =  "info"   # spaced by hand',
    ]);
  });

  test("the client key is written and never shown; empty keeps it, and its box takes it away", async () => {
    const { ask, save, file } = await openForEditing();
    const key = "client-key-of-a-test-0123456789";
    await save("/settings", "/settings/access", { api_key: key });
    expect(await file.read()).toContain(`api_key = "${key}"`);
    expect(await (await ask("/settings")).text()).not.toContain(key);
    await save("/settings", "/settings/access", { api_key: "", allowed_hosts: "" });
    expect(await file.read()).toContain(`api_key = "${key}"`);
    await save("/settings", "/settings/access", { api_key: "", remove_api_key: "on" });
    expect(await file.read()).not.toContain(key);
  });

  test("another port is saved and takes effect with a restart, which is offered", async () => {
    const { ask, save, file } = await openForEditing();
    const saved = await save("/settings", "/settings/server", { ...server, port: "14000" });
    const next = saved.headers.get("location") ?? "";
    expect(next).toBe("/settings?restart=needed&saved=yes#server");
    expect(await file.read()).toContain("port = 14000\n");
    expect(await (await ask(next)).text()).toContain("Restart needed.");
  });

  test("the file is shown on demand, without a credential", async () => {
    const { ask } = await openForEditing();
    expect(await (await ask("/settings")).text()).not.toContain("# the everyday model");
    const html = await (await ask("/settings?show=file")).text();
    expect(html).toContain("# the everyday model");
    expect(html).toContain("sk-or-…6789");
    for (const secret of ["0123456789abcdef", "secret-title", markup]) expect(html).not.toContain(secret);
  });

  test("a file that does not parse is shown around its mistake, on every page with its line", async () => {
    const { ask, submit, file } = await openForEditing();
    const key = "sk-or-v1-broken0123456789";
    await file.write(`[router]\ndefault = "demo"\napi_key = "${key}\n`);
    const checked = await submit("/settings", "/settings/check", {});
    expect(checked.headers.get("location")).toBe("/settings#file");
    const html = await (await ask("/settings")).text();
    expect(html).toMatch(/<mark>3 api_key = &quot;…/);
    expect(html).toContain("Not loaded");
    expect(html).not.toContain(key);
    for (const path of ["/", "/requests", "/test", "/providers", "/models", "/router", "/accounts"]) {
      expect(await (await ask(path)).text()).toContain("The config file was not loaded.");
    }
  });

  test("what cannot be is refused at its field", async () => {
    const { save, difference } = await openForEditing();
    for (const port of ["70000", markup]) {
      const refused = await save("/settings", "/settings/server", { ...server, port });
      const html = await refused.text();
      expect(refused.status).toBe(400);
      expect(html).toMatch(/id="port"[^>]*aria-invalid="true" aria-describedby="port-e"/);
      expect(html).not.toContain(markup);
    }
    expect(await difference()).toEqual([]);
  });
});
