/** Markup where a name belongs. */
export const markup = "<i>x</i>";

/** A config in which every part has a comment, odd spacing, a reference or a key that ccm does not know; follows `[server]`. */
export const commentedConfig = `log_level  =  "info"   # spaced by hand
x_unknown = "stays"

[server.timeouts]
connect_timeout_ms = 10_000 # with a separator

# --- routes -------------------------------------------------
[router]
default = "demo"   # the everyday model
think = "deep"     # slow and good
background_regex = '(?i)claude.*haiku' # small ones

# --- providers ----------------------------------------------
[[providers]]      # offline
name = "demo"
provider_type = "demo"

# paid by the token
[[providers]]
name = "router"
provider_type = "openrouter"
api_key = "sk-or-v1-0123456789abcdef0123456789" # mine
headers = { X-Title = "secret-title" }

[[providers]]
name = "byref"
provider_type = "fireworks"
api_key = "$UNSET_VARIABLE_OF_A_TEST" # from the environment

[[providers]]
name = '${markup}'
provider_type = "fireworks"
api_key = "$UNSET_VARIABLE_OF_A_TEST"

# --- models -------------------------------------------------
[[models]]
name = "demo"      # answered offline

[[models.mappings]]
provider = "demo"
actual_model = "echo"
priority = 1       # first

[[models.mappings]]
provider = "router" # second
actual_model = "z-ai/glm-4.6"
priority = 2

[[models]]
name = "deep"
[[models.mappings]]
provider = "demo"
actual_model = "echo"
priority = 10

[[models]]
name = "limited"
mappings = [{ provider = "demo", actual_model = "rate-limited", priority = 1 }]
# the end
`;
