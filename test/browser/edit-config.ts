import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startCcm } from "../support/ccm/start-ccm.ts";
import { looks, openPage, takePicture } from "./browser.ts";
import { type Check, expectEqual, expectText } from "./check.ts";

const configOn = (port: number): string => `# kept
[server]
port = ${port}
[router]
default = "demo" # kept too
[[providers]]
name = "demo"
provider_type = "demo"
[[models]]
name = "demo"
[[models.mappings]]
provider = "demo"
actual_model = "echo"
priority = 1
`;

const key = "sk-or-v1-000000000000000000000000beef";

/** From nothing to a routed model, by forms alone. */
function setUp(javaScriptEnabled: boolean): Check {
  return {
    name: `a provider is added, a model mapped and a rule changed, ${javaScriptEnabled ? "with" : "without"} a script`,
    run: async ({ browser, pictures }) => {
      const ccm = await startCcm({ config: configOn });
      const options = { ...looks.light, javaScriptEnabled };
      const { page, complaints, close } = await openPage(browser, ccm.url, options);
      const saved = (): Promise<unknown> => page.waitForSelector(".note.ok:has-text('Saved')");
      try {
        await page.goto("/providers");
        await page.selectOption("#provider_type", "openrouter");
        await page.fill("#api_key", key);
        await page.click("#add [type=submit]");
        await saved();
        expectText(await page.textContent("tbody"), "sk-or-…beef", "the masked key");
        await page.click("button:has-text('Test') >> nth=0");
        await page.waitForSelector("text=Test passed");
        await takePicture(page, pictures, "providers-edited");
        await page.click("th a:has-text('openrouter')");
        await page.fill("#base_url", "nowhere");
        await page.click("#edit [type=submit]");
        await page.waitForSelector("#base_url[aria-invalid=true]");
        await takePicture(page, pictures, "provider-refused");

        await page.goto("/models");
        await page.fill("#new [name=name]", "glm");
        await page.selectOption("#new [name=provider]", "openrouter");
        await page.fill("#new [name=actual_model]", "z-ai/glm-4.6");
        await page.click("#new [type=submit]");
        await saved();
        await page.selectOption("details[open] select[name=provider]", "demo");
        await page.fill("details[open] input:not([type=hidden])[name=actual_model]", "echo");
        await page.click("details[open] button:has-text('Add mapping')");
        await saved();
        await page.click("button[aria-label='Move demo up']:enabled");
        await saved();
        expectText(await page.textContent("details[open] .chain"), "demoopenrouter", "the new order");
        await takePicture(page, pictures, "models-edited");

        await page.goto("/router");
        await page.selectOption("#think", "glm");
        await page.fill("#background_regex", "haiku|mini");
        await page.click("text=Save routes");
        await saved();
        await takePicture(page, pictures, "router-edited");
        await page.goto("/settings");
        await takePicture(page, pictures, "settings-forms");

        const file = await readFile(join(ccm.home, "config.toml"), "utf8");
        for (const line of ["# kept\n", 'default = "demo" # kept too\n', 'think = "glm"\n']) {
          expectText(file, line, "the file");
        }
        expectEqual((await page.content()).includes(key), false, "the key in the page");
        // The refused form is answered with 400, of which the browser tells on its console.
        expectEqual(complaints.length, 1, "complaints: the 400 alone");
      } finally {
        await close();
        await ccm.stop();
      }
    },
  };
}

/** The config edited from the pages. */
export const editConfigPages: readonly Check[] = [setUp(true), setUp(false)];
