import { expect, test } from "bun:test";
import { type Candidate, candidate, withUniqueNames } from "../../../../src/cli/init/candidate.ts";
import { planSetup } from "../../../../src/cli/init/plan-setup.ts";

const zai = candidate({ type: "z.ai", auth: "api_key", keys: [{ variable: "K" }] }, "", {
  main: "glm",
  background: "glm-air",
});
const claude = candidate({ type: "anthropic", auth: "passthrough", keys: [] }, "", {
  main: "sonnet",
  think: "opus",
});

const models = (first: Candidate, ...others: readonly Candidate[]) =>
  planSetup(first, others).models.map(({ name, mappings }) => [
    name,
    ...mappings.map(({ provider, model }) => `${provider} ${model}`),
  ]);

test("each kind of request has its model, at every provider in turn", () => {
  expect(models(zai, claude)).toEqual([
    ["main", "zai glm", "anthropic sonnet"],
    ["think", "zai glm", "anthropic opus"],
    ["background", "zai glm-air", "anthropic sonnet"],
  ]);
  expect(planSetup(zai, [claude]).routes).toEqual({
    default: "main",
    think: "think",
    background: "background",
  });
});

test("a kind for which nobody has a model of its own gets no route", () => {
  expect(planSetup(zai, []).routes).toEqual({ default: "main", background: "background" });
});

test("Claude's models keep their names, so that picking one in the client means it", () => {
  expect(models(claude, zai)).toEqual([
    ["sonnet", "anthropic sonnet", "zai glm"],
    ["opus", "anthropic opus", "zai glm"],
  ]);
  expect(planSetup(claude, [zai]).routes).toEqual({ default: "sonnet", think: "opus", background: "sonnet" });
});

test("providers of one name get different ones, and a login stays findable", () => {
  const login = candidate({ name: "zai", type: "openai", auth: "oauth", keys: [] }, "");
  expect(withUniqueNames([zai, zai, login]).map(({ provider }) => [provider.name, provider.login])).toEqual([
    ["zai", undefined],
    ["zai-2", undefined],
    ["zai-3", "zai"],
  ]);
});
