/** The config of a first start: answers without any account, and shows a failover with the first request. */
export const firstRunConfig = `# ccm: which model answers which request, and who is asked for it.
# Check this file with \`ccm config check\`; \`ccm config example\` prints every key there is.

config_version = 1

[server]
host = "127.0.0.1"
port = 13456

[router]
default = "demo" # every claude-… name that is not a model below is answered by this one

# The built-in demo answers offline. \`ccm init --force\` sets up real providers; by hand they look like this:
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

# By hand: add a provider above, map a model to it, name that model in [router], and delete what is called demo.
`;
