import type { Secret } from "../secret.ts";

const mask = "[secret]";

/** Runs this long are pictures, documents and signatures: of no use to a reader, and most of a body's size. */
const encoded = /[A-Za-z0-9+/_-]{400,}={0,2}/g;

const keyBlock = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** Credentials that tell themselves by how they begin. */
const known = new RegExp(
  [
    String.raw`\b(?:sk|pk|rk)[-_][\w-]{12,}`,
    String.raw`\b(?:gh[pousr]|github_pat|glpat|hf|npm|gsk|xai|pplx|r8|nvapi|fw|tgp_v1|dop_v1)[-_]\w[\w-]{15,}`,
    String.raw`\bxox[a-z]-[\w-]{10,}`,
    String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`,
    String.raw`\bAIza[\w-]{30,}`,
    String.raw`\bya29\.[\w.-]{16,}`,
    String.raw`\b1//[\w-]{20,}`,
    String.raw`\beyJ[\w-]{4,}\.[\w-]{8,}(?:\.[\w-]*)?`,
    String.raw`(?<=\bBearer\s+)[\w.~+/-]{8,}=*`,
    String.raw`(?<=:\/\/[^\s:/@]{1,64}:)[^\s/@]{3,}(?=@)`,
  ].join("|"),
  "g",
);

/** Credentials, not references to them, that the name before them tells, in JSON (also inside a JSON string), headers, URLs and shell lines. */
const named =
  /((?:api[_-]?key|token|secret|passw(?:or)?d|authorization|cookie|credential|private[_-]?key)[\w-]{0,40}\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?:(?:Bearer|Basic)\s+)?)(?!(?:\d+(?:\.\d+)?|true|false|null|\$[A-Z_]+)\b)([^\s"'\\,;&(){}[\]]{6,})/gi;

/**
 * Takes credentials out of a text that is kept or given away: the known ones wherever they stand, and all that look
 * like one. Long encoded data goes too. It takes too much rather than too little.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  let redacted = text;
  for (const secret of secrets) redacted = secret.hideIn(redacted);
  return redacted
    .replace(keyBlock, mask)
    .replace(encoded, ({ length }) => `[${length} characters of encoded data]`)
    .replace(known, mask)
    .replace(named, (_, name: string) => name + mask);
}
