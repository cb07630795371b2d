import { describe, expect, test } from "bun:test";
import { checkBaseUrl } from "../../../../src/admin/edit/check-base-url.ts";

describe("an address that a form sends", () => {
  test.each([
    "https://openrouter.ai/api/v1",
    "https://8.8.8.8:8443/v1",
    "http://localhost:11434/v1",
    "http://127.0.0.1:1234",
    "http://[::1]:8080/v1",
    "http://ollama:11434",
    "http://box.local/v1",
    "http://10.0.0.7:8000/v1",
    "http://172.20.1.2/v1",
    "http://192.168.1.5/v1",
    "http://[fd12:3456::1]/v1",
    "$OLLAMA_URL",
  ])("may be %s", (address) => {
    expect(checkBaseUrl(address)).toBe(address);
  });

  test("may be left out", () => {
    expect(checkBaseUrl(undefined)).toBeUndefined();
  });

  test.each([
    ["nowhere", "Start with"],
    ["ftp://host/", "Start with"],
    ["file:///etc/passwd", "Start with"],
    ["javascript:alert(1)", "Start with"],
    ["https://", "Start with"],
    ["https://name:word@host.example/v1", "name and password"],
    ["http://169.254.169.254/latest", "cloud"],
    ["http://2852039166/latest", "cloud"],
    ["http://0xa9.0xfe.0xa9.0xfe/", "cloud"],
    ["http://0251.0376.0251.0376/", "cloud"],
    ["https://[fe80::1]/", "cloud"],
    ["http://[fd00:ec2::254]/", "cloud"],
    ["http://[::ffff:169.254.169.254]/", "cloud"],
    ["http://metadata.google.internal/", "cloud"],
    ["http://METADATA/", "cloud"],
    ["http://api.example.com/v1", "Use https://"],
    ["http://8.8.8.8/v1", "Use https://"],
    ["http://172.32.0.1/v1", "Use https://"],
    ["http://localhost.evil.com/v1", "Use https://"],
    ["http://127.0.0.1.nip.io/v1", "Use https://"],
  ])("is not %s", (address, reason) => {
    expect(() => checkBaseUrl(address)).toThrow(reason);
  });
});
