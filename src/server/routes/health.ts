import type { Handler } from "hono";

/** `GET /health`: that it lives, in the original's words, and which daemon it is. Shows nothing of the config. */
export function health(instanceId: string): Handler {
  return (context) => context.json({ status: "ok", service: "claude-code-mux", instance: instanceId });
}
