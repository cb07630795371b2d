import { createHash } from "node:crypto";
import { Hono } from "hono";
import script from "./script.js" with { type: "text" };
import style from "./style.css" with { type: "text" };

interface Asset {
  /** Changes with the content, so that a browser may keep it for ever. */
  readonly path: string;
  readonly text: string;
  readonly type: string;
}

function assetOf(name: string, extension: string, type: string, text: string): Asset {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 10);
  return { path: `/assets/${name}.${hash}.${extension}`, text, type };
}

const assets = {
  style: assetOf("style", "css", "text/css; charset=utf-8", style),
  script: assetOf("script", "js", "text/javascript; charset=utf-8", script),
} as const;

/** Where the pages find the one stylesheet and the one script. */
export const assetPaths = { style: assets.style.path, script: assets.script.path } as const;

/** Serves both to anyone: they hold nothing but looks, and the login page needs them too. */
export function serveAssets(): Hono {
  const app = new Hono();
  for (const { path, text, type } of Object.values(assets)) {
    app.get(path, (context) =>
      context.body(text, 200, {
        "content-type": type,
        "cache-control": "public, max-age=31536000, immutable",
      }),
    );
  }
  return app;
}
