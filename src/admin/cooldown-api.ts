import type { Context, Hono } from "hono";
import * as v from "valibot";
import { RequestError } from "../errors.ts";
import { parseJson } from "../json.ts";
import { cooldownJson } from "./cooldown-json.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { requireJson } from "./require-json.ts";

/** Which cooldowns to end; nothing named means all. Strict: a misspelt name must not end them all. */
const filterSchema = v.strictObject({
  provider: v.exactOptional(v.string()),
  model: v.exactOptional(v.string()),
});

async function readFilter(context: Context): Promise<v.InferOutput<typeof filterSchema>> {
  requireJson(context);
  const filter = v.safeParse(filterSchema, parseJson(await context.req.text()));
  if (filter.success) return filter.output;
  throw new RequestError(
    "invalid_request",
    'Send {}, or an object with "provider", "model" or both as strings.',
  );
}

/** Mounts what rests now, and its end before its time. */
export function mountCooldownApi(app: Hono, { cooldowns }: Pick<AdminDependencies, "cooldowns">): void {
  app.get("/api/cooldowns", (context) => {
    const soonestFirst = cooldowns.list().toSorted((one, other) => one.until - other.until);
    return context.json({ cooldowns: soonestFirst.map(cooldownJson) });
  });
  app.post("/api/cooldowns/clear", async (context) =>
    context.json({ cleared: cooldowns.clear(await readFilter(context)) }),
  );
}
