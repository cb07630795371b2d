import type { Vendor } from "./vendor.ts";

/**
 * What a vendor says of logging in from a program that is not its own, in plain words, and the way it supports. Said once
 * before every login. As published by 22 November 2026.
 */
export const loginTerms: Readonly<Record<Vendor, readonly string[]>> = {
  anthropic: [
    "Before you log in: Anthropic allows the login of a Claude subscription only in Claude Code and its own apps.",
    "Other programs may not collect or pass on such a login; requests may be refused or billed as extra usage.",
    'The supported way: set auth_type = "passthrough" for this provider. Then Claude Code sends its own login through',
    "ccm, ccm stores nothing, and failover works all the same. API keys: https://platform.claude.com/settings/keys",
  ],
  openai: [
    "Before you log in: a ChatGPT login is meant for Codex and OpenAI's own apps. OpenAI publishes the login that Codex",
    "uses and other open programs use it too, but promises them nothing; it may stop working, or limit your account.",
    "The supported way for other programs is an API key: https://platform.openai.com/api-keys",
  ],
  google: [
    "Before you log in: Google's terms forbid other programs the login of Gemini Code Assist and may end an account that",
    "uses it so. Since 18 June 2026 it serves only Code Assist Standard and Enterprise licences, no personal accounts.",
    "The supported ways: an API key (https://aistudio.google.com/apikey), or the provider type vertex-ai.",
  ],
};
