import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCcm } from "../support/ccm/start-ccm.ts";
import { configOfEveryState } from "../support/config-of-every-state.ts";
import { launchBrowser } from "./browser.ts";
import type { Stage } from "./check.ts";
import { writeDayOfTraffic } from "./write-day-of-traffic.ts";

/** What all pages are looked at with; a slow model and providers of the other kinds come on top. */
const configOn = (host: string) => (port: number) =>
  `
[server]
host = "${host}"
port = ${port}
[router]
default = "demo"
background = "limited"
think = "smart"
${configOfEveryState({
  keys: ["sk-or-v1-0000000000000000000000004f2a", "sk-or-v1-0000000000000000000000007c1e"],
  hostileName: "<img src=x onerror=alert(1)>",
})}
[[providers]]
name = "anthropic"
provider_type = "anthropic"
auth_type = "passthrough"
[[providers]]
name = "local"
provider_type = "ollama"
enabled = false
[[models]]
name = "smart"
[[models.mappings]]
provider = "chatgpt"
actual_model = "gpt-5.1"
priority = 1
[[models.mappings]]
provider = "openrouter"
actual_model = "openai/gpt-5.1"
priority = 2
[[models]]
name = "slow"
[[models.mappings]]
provider = "demo"
actual_model = "slow"
priority = 1
`;

/** Starts a browser and two daemons; `end` stops all of it and leaves the pictures. */
export async function startStage(): Promise<{ readonly stage: Stage; end(): Promise<void> }> {
  const pictures = await mkdtemp(join(tmpdir(), "ccm-pictures-"));
  const ccm = await startCcm({ config: configOn("127.0.0.1") });
  const wide = await startCcm({ config: configOn("0.0.0.0") });
  writeDayOfTraffic(join(ccm.home, "usage.sqlite"), Date.now());
  const browser = await launchBrowser();
  return {
    stage: { browser, ccm, wide, pictures },
    async end() {
      await browser.close();
      await Promise.all([ccm.stop(), wide.stop()]);
    },
  };
}
