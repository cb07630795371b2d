import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCcm } from "../support/ccm/start-ccm.ts";
import { launchBrowser } from "./browser.ts";
import type { Stage } from "./check.ts";
import { writeDayOfTraffic } from "./write-day-of-traffic.ts";

const markup = "'<img src=x onerror=alert(1)>'";

/** Demo models that answer and fail, a provider of each state, a name that is markup. */
const configOn = (host: string) => (port: number) =>
  `
[server]
host = "${host}"
port = ${port}
[router]
default = "demo"
background = "limited"
think = "smart"
[[providers]]
name = "demo"
provider_type = "demo"
[[providers]]
name = "openrouter"
provider_type = "openrouter"
api_key = ["sk-or-v1-0000000000000000000000004f2a", "sk-or-v1-0000000000000000000000007c1e"]
[[providers]]
name = ${markup}
provider_type = "fireworks"
api_key = "$UNSET_VARIABLE_OF_A_TEST"
[[providers]]
name = "chatgpt"
provider_type = "openai"
auth_type = "oauth"
[[providers]]
name = "anthropic"
provider_type = "anthropic"
auth_type = "passthrough"
[[providers]]
name = "local"
provider_type = "ollama"
enabled = false
[[models]]
name = "demo"
[[models.mappings]]
provider = "demo"
actual_model = "overloaded"
priority = 1
[[models.mappings]]
provider = "demo"
actual_model = "echo"
priority = 2
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
[[models]]
name = "limited"
[[models.mappings]]
provider = "demo"
actual_model = "rate-limited"
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
