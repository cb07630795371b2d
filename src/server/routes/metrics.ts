import type { Handler } from "hono";

/** `GET /metrics`: what `render` gives, as Prometheus text of version 0.0.4. */
export function metrics(render: () => string): Handler {
  return (context) =>
    context.body(render(), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
}
