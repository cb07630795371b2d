import * as v from "valibot";
import type { LeftOut } from "../../config/setup.ts";
import { type RouterProvider, transformers } from "./router-file.ts";

/** What ccm does by itself for every provider: formats, tools, reasoning, cache marks. */
const needless =
  /^(?:anthropic|openai|openrouter|deepseek|gemini|groq|cerebras|tooluse|enhancetool|reasoning|cleancache|streamoptions|maxcompletiontokens|forcereasoning|vertex-gemini|vertex-claude)$/i;

/** Those that log in by themselves, with what logs in to ccm instead. */
const logins: ReadonlyMap<string, string> = new Map([["gemini-cli", "ccm auth login gemini"]]);

function usesOf(value: unknown): readonly (readonly [string, unknown])[] {
  const parsed = v.safeParse(transformers, value);
  if (!parsed.success) return [];
  return parsed.output.use.map((one) =>
    typeof one === "string" ? [one, undefined] : [String(one[0]), one[1]],
  );
}

/** The bound that `maxtoken` sets for a model, or for all of its provider. */
export function maxTokensOf(provider: RouterProvider, model: string): number | undefined {
  const options = [...usesOf({ use: provider.transformer.use }), ...usesOf(provider.transformer[model])];
  const limit = options.findLast(([name]) => name === "maxtoken")?.[1];
  const parsed = v.safeParse(v.object({ max_tokens: v.pipe(v.number(), v.integer(), v.minValue(1)) }), limit);
  return parsed.success ? parsed.output.max_tokens : undefined;
}

/** What of a provider's transformers has no place in ccm. */
export function lostTransformers(provider: RouterProvider): LeftOut[] {
  const { use, ...byModel } = provider.transformer;
  const all = [...usesOf({ use }), ...Object.values(byModel).flatMap((value) => usesOf(value))];
  const names = new Set(
    all.map(([name]) => name).filter((name) => name !== "maxtoken" && !needless.test(name)),
  );
  return [...names].map((name) => ({
    what: `transformer "${name}" of provider "${provider.name}"`,
    why: logins.has(name) ? `log in with ${logins.get(name)} instead` : "ccm runs no transformers",
  }));
}

/** Whether it is Google's cloud, whose URLs there name a project and whose key is an account's whole file. */
export function isVertex({ transformer: { use } }: RouterProvider): boolean {
  return usesOf({ use }).some(([name]) => name.startsWith("vertex-"));
}

/** Whether its host is spoken to in Anthropic's format. */
export function speaksAnthropic({ api_base_url: url, transformer: { use } }: RouterProvider): boolean {
  return /\/messages\/?$/.test(url) || usesOf({ use }).some(([name]) => /^anthropic$/i.test(name));
}
