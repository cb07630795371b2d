import { constants } from "node:fs";
import { mkdir, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/** The config of a first start: answers without any account, and shows a failover with the first request. */
export const firstRunConfig = `# ccm: which model answers which request, and who is asked for it.
# Check this file with \`ccm config check\`; see every key in config/config.example.toml.

[server]
host = "127.0.0.1"
port = 13456

[router]
default = "demo" # every claude-… name that is not a model below is answered by this one

# The built-in demo answers offline. Real providers look like this (\`ccm provider list\` shows the types):
#
#   [[providers]]
#   name = "openrouter"
#   provider_type = "openrouter"
#   api_key = "$OPENROUTER_API_KEY"   # read from the environment, never stored
[[providers]]
name = "demo"
provider_type = "demo"

# A model is a name with one or more mappings; the lowest priority number is tried first, and when it fails, the next.
# The first one here always says it is overloaded, so your first request already fails over.
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

# Next: add a provider above, map a model to it, name that model in [router], and delete what is called demo.
`;

// Windows knows no such flag.
const noFollow = constants.O_NOFOLLOW ?? 0;

/**
 * Writes the first-run config where there is none: 0600 from the first byte, in a folder of 0700 if it had to be made.
 * Whatever is at the path already, even a dangling link, stays as it is; the answer says whether it was written.
 */
export async function writeFirstRunConfig(path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow;
  const file = await open(path, flags, 0o600).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return undefined;
    throw error;
  });
  if (file === undefined) return false;
  try {
    await file.writeFile(firstRunConfig);
    await file.sync();
    return true;
  } catch (error) {
    await unlink(path).catch(() => undefined); // half a config would look like the user's own
    throw error;
  } finally {
    await file.close();
  }
}
