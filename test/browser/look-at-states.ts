import { startCcm } from "../support/ccm/start-ccm.ts";
import { looks, openPage, takePicture } from "./browser.ts";
import { type Check, expectEqual } from "./check.ts";
import { findBarriers } from "./find-barriers.ts";
import { cutCards, isTooWide } from "./look-at-pages.ts";

const paths = [
  "/",
  "/requests",
  "/test",
  "/providers",
  "/accounts",
  "/models",
  "/router",
  "/settings",
] as const;

const longName = "a-very-long-name-that-somebody-has-chosen-for-the-provider-of-a-team";
const longWord = "einsehrlangesWortohneTrennzeichendasniemalsaufhoerenwill";

/** Thirty providers, every third without its key, two with names that do not fit a line; a model for each. */
function manyProviders(): string {
  const names = Array.from({ length: 30 }, (_, at) => [longName, longWord][at] ?? `provider-${at}`);
  const providers = names.map(
    (name, at) => `[[providers]]
name = "${name}"
provider_type = "openrouter"
api_key = "${at % 3 === 0 ? `$AN_ENVIRONMENT_VARIABLE_WITH_A_LONG_NAME_THAT_IS_UNSET_${at}` : "sk-or-v1-00000000000000000000000000"}"`,
  );
  const models = names.map(
    (name, at) => `[[models]]
name = "accounts/fireworks/models/a-model-whose-name-is-as-long-as-they-come-${at}"
mappings = [{ provider = "${name}", actual_model = "${longWord}/${longName}", priority = 1 }]`,
  );
  return [...providers, ...models].join("\n");
}

/** Configs that a page must bear: what a newcomer has, what has gone wrong, and more than anyone has. */
const states = {
  "a first start with nothing": 'router.default = "main"',
  "a provider without a model": `router.default = "main"
providers = [{ name = "zai", provider_type = "z.ai", api_key = "$A_KEY_THAT_IS_UNSET" }]`,
  "no provider that is ready": `router.default = "main"
providers = [{ name = "zai", provider_type = "z.ai", api_key = "$A_KEY_THAT_IS_UNSET" }, { name = "chatgpt", provider_type = "openai", auth_type = "oauth" }]
models = [{ name = "main", mappings = [{ provider = "zai", actual_model = "glm-4.6", priority = 1 }, { provider = "nobody", actual_model = "x", priority = 2 }] }]`,
  "thirty providers and long names": `router.default = "accounts/fireworks/models/a-model-whose-name-is-as-long-as-they-come-0"
${manyProviders()}`,
} as const;

/** Every page in states that are not those of a day's work, on a laptop and on a phone. */
export const lookAtStates: readonly Check[] = Object.entries(states).map(([name, config]) => ({
  name: `${name}: nothing cut, no barrier, on a laptop and on a phone`,
  run: async ({ browser, pictures }) => {
    const ccm = await startCcm({ config: (port) => `server.port = ${port}\n${config}\n` });
    try {
      for (const look of ["light", "phone"] as const) {
        const { page, complaints, close } = await openPage(browser, ccm.url, looks[look]);
        for (const path of paths) {
          await page.goto(path);
          await takePicture(
            page,
            pictures,
            `${name.replaceAll(" ", "-")}${path.replaceAll("/", "-")}-${look}`,
          );
          expectEqual([path, look, await isTooWide(page)], [path, look, false], "wider than the screen");
          expectEqual([path, look, await cutCards(page)], [path, look, []], "cards that cut what they hold");
          // In one look is enough: colours are looked at with the pages of a day's work.
          if (look === "phone") expectEqual([path, await findBarriers(page)], [path, []], "barriers");
        }
        expectEqual(complaints, [], "complaints");
        await close();
      }
    } finally {
      await ccm.stop();
    }
  },
}));
