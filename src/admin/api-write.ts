import type { Hono } from "hono";
import * as v from "valibot";
import { editConfig } from "../config/edit.ts";
import { saveConfig } from "../config/save-config.ts";
import { RequestError, UserError } from "../errors.ts";
import { parseJson } from "../json.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { applyPatch } from "./edit/apply-patch.ts";
import { type ConfigPatch, configPatchSchema } from "./edit/config-patch.ts";
import { openConfigFile } from "./edit/open-config-file.ts";
import { requireJson } from "./require-json.ts";

const routesSchema = v.object({
  default_model: v.string(),
  think_model: v.nullish(v.string()),
  websearch_model: v.nullish(v.string()),
  background_model: v.nullish(v.string()),
});

function read<Schema extends v.GenericSchema>(schema: Schema, body: string): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, parseJson(body));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = issue && v.getDotPath(issue);
  throw new RequestError("invalid_request", `The body does not fit${where ? ` at ${where}` : ""}.`);
}

/** Mounts what programs may change: claude-code-mux's paths. A masked value sent back keeps the one it stands for. */
export function mountWriteApi(app: Hono, deps: AdminDependencies): void {
  async function save(patch: ConfigPatch): Promise<void> {
    const { path } = deps.config();
    const open = await openConfigFile(path);
    if (!open)
      throw new RequestError("invalid_request", "The config file on disk has errors: mend it first.");
    try {
      const text = editConfig(open.text, applyPatch(open, patch));
      if (text === open.text) return;
      const result = await saveConfig(path, open.revision, text, process.env);
      if (result.kind === "changed") {
        throw new RequestError("invalid_request", "The config file changed meanwhile: try again.", 409);
      }
      if (result.kind === "invalid") {
        const first = result.findings.find(({ severity }) => severity === "error");
        throw new RequestError("invalid_request", `Not saved: ${first?.path ?? ""} ${first?.message ?? ""}`);
      }
    } catch (error) {
      if (error instanceof UserError) throw new RequestError("invalid_request", error.message);
      throw error;
    }
    await deps.reload();
  }

  app.post("/api/config/json", async (context) => {
    requireJson(context);
    await save(read(configPatchSchema, await context.req.text()));
    return context.json({ status: "success", message: "Configuration saved successfully" });
  });

  app.post("/api/config", async (context) => {
    requireJson(context);
    const routes = read(routesSchema, await context.req.text());
    await save({
      router: {
        default: routes.default_model,
        think: routes.think_model,
        websearch: routes.websearch_model,
        background: routes.background_model,
      },
    });
    return context.json({ status: "success", message: "Configuration saved successfully" });
  });

  // What it was for, a changed file, takes no restart here.
  app.post("/api/restart", async (context) => {
    requireJson(context);
    await deps.reload();
    return context.json({ status: "success", message: "Configuration loaded again" });
  });
}
