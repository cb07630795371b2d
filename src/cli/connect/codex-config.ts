const choiceMark = "# set by ccm connect";
const begin = "# ccm connect: begin";
const end = "# ccm connect: end";
/** In front of the user's own choice while ccm's stands. */
const setAside = "# ccm connect kept: ";

/**
 * Makes ccm the provider in Codex's config.toml (0.169, November 2026: `wire_api` is always Responses; a provider without
 * a token needs no login). The rest of the text, its comments and its order stay.
 * @param baseUrl of ccm, without `/v1`
 */
export function connectCodex(text: string, baseUrl: string, token: string | undefined): string {
  const clean = disconnectCodex(text);
  // A top-level key must come before the first table.
  const tables = clean.search(/^\s*\[/m);
  const top = (tables === -1 ? clean : clean.slice(0, tables)).replaceAll(
    /^[ \t]*model_provider[ \t]*=.*$/gm,
    (line) => `${setAside}${line}`,
  );
  const rest = tables === -1 ? "" : clean.slice(tables);
  const provider = [
    begin,
    "[model_providers.ccm]",
    'name = "ccm"',
    `base_url = ${JSON.stringify(`${baseUrl}/v1`)}`,
    ...(token === undefined ? [] : [`experimental_bearer_token = ${JSON.stringify(token)}`]),
    end,
  ].join("\n");
  const own = `${top}${rest}`;
  const gap = own === "" || own.endsWith("\n") ? "" : "\n";
  return `model_provider = "ccm" ${choiceMark}\n${own}${gap}${provider}\n`;
}

/** Takes back what {@link connectCodex} wrote; text without it comes back as it is. */
export function disconnectCodex(text: string): string {
  return text
    .replace(`model_provider = "ccm" ${choiceMark}\n`, "")
    .replace(new RegExp(`^${begin}\n[\\s\\S]*?^${end}\n`, "m"), "")
    .replaceAll(new RegExp(`^${setAside}`, "gm"), "");
}
