interface Particulars {
  /** Both keys of one provider. */
  readonly keys: readonly [string, string];
  /** Name of a provider, free of `'`. */
  readonly hostileName: string;
  /** More lines of the provider with the keys. */
  readonly more?: string;
}

/**
 * Providers in the states that pages tell apart, and demo models that fail over and fail: TOML to follow `[server]` and
 * `[router]`, whose default is to be `demo`.
 */
export function configOfEveryState({ keys, hostileName, more = "" }: Particulars): string {
  return `
[[providers]]
name = "demo"
provider_type = "demo"
[[providers]]
name = "openrouter"
provider_type = "openrouter"
api_key = ${JSON.stringify(keys)}
${more}
[[providers]]
name = '${hostileName}'
provider_type = "fireworks"
api_key = "$UNSET_VARIABLE_OF_A_TEST"
[[providers]]
name = "chatgpt"
provider_type = "openai"
auth_type = "oauth"
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
name = "limited"
[[models.mappings]]
provider = "demo"
actual_model = "rate-limited"
priority = 1
`;
}
