import { describe, expect, test } from "bun:test";
import { vertexBaseUrl, vertexClaudePath } from "../../../../src/protocols/shared/vertex-url.ts";

describe("vertexBaseUrl", () => {
  test.each([
    ["global", "https://aiplatform.googleapis.com/v1/projects/bees/locations/global"],
    ["us", "https://aiplatform.us.rep.googleapis.com/v1/projects/bees/locations/us"],
    ["eu", "https://aiplatform.eu.rep.googleapis.com/v1/projects/bees/locations/eu"],
    [
      "europe-west1",
      "https://europe-west1-aiplatform.googleapis.com/v1/projects/bees/locations/europe-west1",
    ],
  ])("knows the host of %s", (location, url) => {
    expect(vertexBaseUrl("bees", location)).toBe(url);
  });

  test("keeps a project's odd characters in their place", () => {
    expect(vertexBaseUrl("example.com:bees", "global")).toEndWith(
      "/projects/example.com%3Abees/locations/global",
    );
  });
});

describe("vertexClaudePath", () => {
  test("asks for a stream or for one answer", () => {
    const path = "/publishers/anthropic/models/claude-opus-5";
    expect(vertexClaudePath("claude-opus-5", true)).toBe(`${path}:streamRawPredict`);
    expect(vertexClaudePath("claude-opus-5", false)).toBe(`${path}:rawPredict`);
  });

  test("spells a dated model as Vertex AI does", () => {
    expect(vertexClaudePath("claude-haiku-4-5-20251001", false)).toBe(
      "/publishers/anthropic/models/claude-haiku-4-5@20251001:rawPredict",
    );
    expect(vertexClaudePath("claude-haiku-4-5@20251001", false)).toBe(
      "/publishers/anthropic/models/claude-haiku-4-5@20251001:rawPredict",
    );
  });

  test("keeps a model name from ending the path", () => {
    expect(vertexClaudePath("a/b;c?d", false)).toBe("/publishers/anthropic/models/a%2Fb%3Bc%3Fd:rawPredict");
  });
});
