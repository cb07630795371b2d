import { describe, expect, test } from "bun:test";
import { markup } from "./commented-config.ts";
import { openForEditing } from "./edit-file.ts";

const server = {
  host: "127.0.0.1",
  port: "13456",
  max_body_mb: "",
  log_level: "info",
  log_format: "",
};

describe("settings", () => {
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
    });
    expect(saved.headers.get("location")).toBe("/settings?saved=yes#server");
    await save("/settings", "/settings/timeouts", { connect_timeout_ms: "5000", idle_timeout_ms: "" });
    await save("/settings", "/settings/access", { allowed_hosts: "ccm.lan, other.lan" });
    expect((await difference()).toSorted()).toEqual([
      '+ allowed_hosts = ["ccm.lan", "other.lan"]',
      "+ connect_timeout_ms = 5000 # with a separator",
      '+ log_level  =  "debug"   # spaced by hand',
      "+ max_body_mb = 64",
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
