import type { AppParts } from "./serve.ts";
import type { ServedApp } from "./served-app.ts";

/** Builds the application of one daemon from its parts. */
export async function composeApp(parts: AppParts): Promise<ServedApp> {
  return {
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/health") {
        return Response.json({ status: "ok", service: "claude-code-mux", instance: parts.instanceId });
      }
      return new Response(null, { status: 404 });
    },
    liveStreams: () => 0,
    endStreams: () => undefined,
    reload: async () => undefined,
    close: async () => undefined,
  };
}
