import { describe, expect, test } from "bun:test";
import { Secret } from "../../../src/secret.ts";
import { redact } from "../../../src/usage/redact.ts";

const secret = "canaryCANARY0123456789xyz";

/** How credentials stand in prompts: shell lines, headers, JSON, JSON inside JSON, URLs, files. */
const spellings = [
  `sk-ant-api03-${secret}`,
  `sk-proj-${secret}`,
  `ghp_${secret}`,
  `github_pat_${secret}`,
  `xoxb-${secret}`,
  `AIzaSy${secret}${secret}`,
  `ya29.${secret}`,
  `1//0${secret}`,
  `hf_${secret}`,
  `gsk_${secret}`,
  `eyJhbGciOi.${secret}.${secret}`,
  `Authorization: Bearer ${secret}`,
  `authorization: Basic ${secret}`,
  `curl -H 'x-api-key: ${secret}'`,
  `export ZAI_API_KEY=${secret}`,
  `DB_PASSWORD="${secret}"`,
  `{"refresh_token": "${secret}"}`,
  JSON.stringify({ content: JSON.stringify({ client_secret: secret }) }),
  `https://user:${secret}@example.com/`,
  `https://example.com/?access_token=${secret}&x=1`,
  `Cookie: ${secret}`,
  `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`,
  `-----BEGIN PRIVATE KEY-----\\n${secret}`,
];

describe("redacting", () => {
  test.each(spellings)("takes out %s", (text) => {
    const redacted = redact(`before ${text} after`, []);
    expect(redacted).not.toContain(secret);
    expect(redacted).toStartWith("before ");
    expect(redacted).toContain("[secret]");
  });

  test("takes a known credential out wherever it stands, whatever it looks like", () => {
    const odd = "correct horse battery";
    expect(redact(`it is "${odd}", twice: ${odd}`, [new Secret(odd)])).toBe(
      'it is "[secret]", twice: [secret]',
    );
    expect(redact("ccm is ccm", [new Secret("ccm")])).toBe("ccm is ccm");
  });

  test("leaves alone what only sounds like it", () => {
    const harmless = [
      '{"max_tokens":4096,"usage":{"input_tokens":1234567,"output_tokens":12}}',
      '{"budget_tokens": 32000, "tokens": null, "token": true}',
      "The tokenizer is fast, and the secretary keeps the keys.",
      "https://example.com:8080/path",
      "skip-this and risk-free",
      'api_key = "$ZAI_API_KEY"; providers[1].api_key: $ZAI_API_KEY is unset',
    ];
    for (const text of harmless) expect(redact(text, [])).toBe(text);
  });

  test("says how much encoded data was there", () => {
    expect(redact(`{"data":"${"iVBORw0KGgo".repeat(100)}=="}`, [])).toBe(
      '{"data":"[1102 characters of encoded data]"}',
    );
  });

  test("takes no longer for hostile text", () => {
    const began = performance.now();
    for (const text of [
      "token".repeat(14_000),
      "a-".repeat(35_000),
      `${"key=".repeat(17_000)}"`,
      "://a:".repeat(14_000),
    ]) {
      redact(text, []);
    }
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
