const choiceMark = "# set by ccm connect";
const begin = "# ccm connect: begin";
const end = "# ccm connect: end";
/** In front of the user's own choices while ccm's stand. */
const setAside = "# ccm connect kept: ";

/** What Codex has to know of ccm. */
export interface CodexConnection {
  /** Without `/v1`. */
  readonly baseUrl: string;
  readonly token: string | undefined;
  /** What ccm answers with when the user's own choice is none of its models. */
  readonly model: string;
  /** Every name that ccm serves. */
  readonly models: readonly string[];
}

/** The value of a top-level key that is a string on one line, as all of Codex's are. */
function choiceIn(top: string, key: string): string | undefined {
  return new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*["']([^"']*)["']`, "m").exec(top)?.[1];
}

/**
 * Makes ccm the provider in Codex's config.toml (0.169, November 2026: `wire_api` is always Responses; a provider without
 * a token needs no login), and one of its models the model. The rest of the text, its comments and its order stay.
 */
export function connectCodex(text: string, { baseUrl, token, model, models }: CodexConnection): string {
  const clean = disconnectCodex(text);
  // A top-level key must come before the first table.
  const tables = clean.search(/^\s*\[/m);
  const top = tables === -1 ? clean : clean.slice(0, tables);
  const rest = tables === -1 ? "" : clean.slice(tables);
  const choices = {
    model_provider: "ccm",
    ...(models.includes(choiceIn(top, "model") ?? "") ? {} : { model }),
  };
  const kept = Object.keys(choices).reduce(
    (lines, key) =>
      lines.replaceAll(new RegExp(`^[ \\t]*${key}[ \\t]*=.*$`, "gm"), (line) => `${setAside}${line}`),
    top,
  );
  const chosen = Object.entries(choices).map(
    ([key, value]) => `${key} = ${JSON.stringify(value)} ${choiceMark}\n`,
  );
  const provider = [
    begin,
    "[model_providers.ccm]",
    'name = "ccm"',
    `base_url = ${JSON.stringify(`${baseUrl}/v1`)}`,
    ...(token === undefined ? [] : [`experimental_bearer_token = ${JSON.stringify(token)}`]),
    end,
  ].join("\n");
  const own = `${kept}${rest}`;
  const gap = own === "" || own.endsWith("\n") ? "" : "\n";
  return `${chosen.join("")}${own}${gap}${provider}\n`;
}

/** Takes back what {@link connectCodex} wrote; text without it comes back as it is. */
export function disconnectCodex(text: string): string {
  return text
    .replaceAll(new RegExp(`^\\w+ = .* ${choiceMark}\n`, "gm"), "")
    .replace(new RegExp(`^${begin}\n[\\s\\S]*?^${end}\n`, "m"), "")
    .replaceAll(new RegExp(`^${setAside}`, "gm"), "");
}
