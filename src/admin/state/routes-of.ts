import type { RouterConfig } from "../../config/config.ts";

/** The routes that lead to a model, by the names they have in records. */
export function routesOf(router: RouterConfig, model: string): readonly string[] {
  const targets = {
    websearch: router.websearch,
    think: router.think,
    background: router.background,
    long_context: router.longContext,
    default: router.default,
  };
  return Object.entries(targets).flatMap(([route, target]) => (target === model ? [route] : []));
}
