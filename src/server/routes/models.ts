import type { Handler } from "hono";
import type { Config } from "../../config/config.ts";
import { aliasOf, resolveAlias } from "../../config/model-alias.ts";
import { RequestError } from "../../errors.ts";

/** Names that clients may ask for: configured models, then what providers list, each once. */
function modelNames(config: Config): readonly string[] {
  const listed = config.providers.filter(({ enabled }) => enabled).flatMap(({ models }) => models);
  return [...new Set([...config.models.map(({ name }) => name), ...listed])];
}

/** Anthropic clients send a version with every request; OpenAI clients never do. */
function asksAsAnthropic(headers: Headers): boolean {
  return headers.has("anthropic-version") || (headers.has("x-api-key") && !headers.has("authorization"));
}

const created = "2025-01-01T00:00:00Z";

function anthropicModel(id: string, name: string): object {
  return { type: "model", id, display_name: name, created_at: created };
}

function openaiModel(id: string): object {
  return { id, object: "model", created: Date.parse(created) / 1000, owned_by: "ccm" };
}

/** `GET /v1/models` in the shape of whoever asks; for Anthropic clients other models are listed under an alias too. */
export function listModels(config: () => Config): Handler {
  return (context) => {
    const names = modelNames(config());
    if (!asksAsAnthropic(context.req.raw.headers)) {
      return context.json({ object: "list", data: names.map(openaiModel) });
    }
    const data = names.flatMap((name) => {
      const alias = aliasOf(name);
      return alias === name
        ? [anthropicModel(name, name)]
        : [anthropicModel(name, name), anthropicModel(alias, name)];
    });
    const ids = names.flatMap((name) => [name, aliasOf(name)]);
    return context.json({ data, has_more: false, first_id: ids.at(0) ?? null, last_id: ids.at(-1) ?? null });
  };
}

/** `GET /v1/models/{id}`; ids may hold slashes, encoded or not. */
export function getModel(config: () => Config): Handler {
  return (context) => {
    const id = decodeURIComponent(context.req.path.slice("/v1/models/".length));
    const name = resolveAlias(id);
    if (!modelNames(config()).includes(name))
      throw new RequestError("not_found", `Model "${id}" is not configured in ccm.`);
    return asksAsAnthropic(context.req.raw.headers)
      ? context.json(anthropicModel(id, name))
      : context.json(openaiModel(id));
  };
}
