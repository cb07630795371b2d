/** Who issues a login: a vendor whose accounts can be used in place of an API key. */
export const vendors = ["anthropic", "openai", "google"] as const;
export type Vendor = (typeof vendors)[number];

/** The name of the account, as a person knows it. */
export const accountTitles: Readonly<Record<Vendor, string>> = {
  anthropic: "Claude (Pro or Max)",
  openai: "ChatGPT (Plus, Pro or Team)",
  google: "Google (Gemini Code Assist)",
};

/** Words a person may use for a vendor: the vendor, its product, its plan, and the original's `oauth_type` names. */
const vendorsByWord: Readonly<Record<string, Vendor>> = {
  anthropic: "anthropic",
  claude: "anthropic",
  max: "anthropic",
  console: "anthropic",
  openai: "openai",
  chatgpt: "openai",
  codex: "openai",
  "openai-codex": "openai",
  google: "google",
  gemini: "google",
  "code-assist": "google",
};

/** The vendor a word stands for; `undefined` for any other word. */
export function vendorOfWord(word: string): Vendor | undefined {
  const lower = word.toLowerCase();
  return Object.hasOwn(vendorsByWord, lower) ? vendorsByWord[lower] : undefined;
}

/** Whether a value read from a file names a vendor. */
export function isVendor(value: unknown): value is Vendor {
  return vendors.some((vendor) => vendor === value);
}

/**
 * The vendor of a stored login that does not say it, guessed from the login's name as claude-code-mux 0.6.3 does:
 * it wrote no vendor into its token file.
 */
export function guessVendor(login: string): Vendor {
  const name = login.toLowerCase();
  if (/openai|codex|chatgpt/.test(name)) return "openai";
  if (/gemini|google/.test(name)) return "google";
  return "anthropic";
}
