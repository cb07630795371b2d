import type { CredentialSource } from "../auth/credential.ts";
import type { Cooldowns } from "../chain/cooldown.ts";
import { missingCapability, type Requirements, runsWebSearch } from "../chain/requirements.ts";
import { type Candidate, createResolveCandidates, credentialIdOf, findModel } from "../chain/target.ts";
import { subjectOf } from "../chain/target-identity.ts";
import type { Config } from "../config/config.ts";
import { nearestName } from "../config/did-you-mean.ts";
import { RequestError, UserError } from "../errors.ts";
import { indexJson, type JsonIndex } from "../http/json-index.ts";
import { spliceJson } from "../http/json-splice.ts";
import type { ProtocolId } from "../protocols/protocol.ts";
import { dialects } from "../protocols/registry.ts";
import type { RequestView } from "../router/request-view.ts";
import type { Route } from "../router/route.ts";
import { costOf } from "../usage/cost-of.ts";
import { createTokenEstimator } from "../usage/estimate/create-token-estimator.ts";
import { measureBody } from "../usage/estimate/measure-body.ts";
import { priceOf } from "../usage/price-of.ts";
import { decodeOnce } from "./client-request.ts";
import { requestNeeds } from "./request-needs.ts";
import { routeRequest, viewOf } from "./route-request.ts";

/** A wire format that clients speak. */
export type ClientFormat = keyof typeof dialects;

/** A request that nobody sent, and what it would meet. */
export interface RouteQuestion {
  readonly bytes: Uint8Array;
  readonly format: ClientFormat;
  /** Takes the place of the body's own. */
  readonly model: string | undefined;
  readonly config: Config;
  readonly credentials: CredentialSource;
  readonly cooldowns: Pick<Cooldowns, "resting">;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** One mapping of the model, in the order of trial. */
export interface ExplainedTarget {
  readonly provider: string;
  readonly model: string;
  readonly protocol: ProtocolId | undefined;
  readonly credential: string | undefined;
  /** Why it would not be called; absent when it would. */
  readonly skipped: string | undefined;
  /** When it would be called again, in milliseconds since the epoch; absent where no time is stated. */
  readonly until?: number;
  /** Dollars for the prompt at list price, uncached; absent when no price is known. */
  readonly inputCost: number | undefined;
}

/** Where a request would go, and why. */
export interface ExplainedRoute {
  readonly requested: string;
  readonly route: Pick<Route, "model" | "reason" | "matched" | "warning">;
  /** Whether the route's model exists. */
  readonly configured: boolean;
  /** The model that may have been meant, where it does not. */
  readonly meant: string | undefined;
  /** Tokens of the prompt, estimated. */
  readonly tokens: number;
  readonly targets: readonly ExplainedTarget[];
}

interface ReadBody {
  readonly bytes: Uint8Array;
  readonly index: JsonIndex;
  readonly view: RequestView;
}

function withModel(bytes: Uint8Array, model: string | undefined): Uint8Array {
  return model === undefined
    ? bytes
    : spliceJson(bytes, indexJson(bytes), [{ path: ["model"], value: model }]);
}

/** @throws UserError for a body that ccm would refuse */
function readBody(question: RouteQuestion): ReadBody {
  const dialect = dialects[question.format];
  try {
    const bytes = withModel(question.bytes, question.model);
    const index = indexJson(bytes);
    const view = viewOf({ dialect, bytes, index, headers: new Headers() }, decodeOnce({ dialect, bytes }));
    return { bytes, index, view };
  } catch (error) {
    if (error instanceof RequestError) throw new UserError(error.message);
    throw error;
  }
}

function explainCandidate(
  candidate: Candidate,
  question: RouteQuestion,
  needs: Requirements,
  tokens: number,
): ExplainedTarget {
  const { config, now } = question;
  const { provider, mapping, protocol } = "target" in candidate ? candidate.target : candidate.skipped;
  const price = provider && priceOf(provider.type, mapping.actualModel, now, mapping.price);
  const told = {
    provider: mapping.provider,
    model: mapping.actualModel,
    protocol,
    inputCost: price && costOf({ input: tokens }, price),
  };
  if ("skipped" in candidate) return { ...told, credential: undefined, skipped: candidate.skipped.reason };

  const { target } = candidate;
  const credential = credentialIdOf(target);
  const webSearch = runsWebSearch(target, question.format);
  const lacking = missingCapability(needs, { ...target.row.capabilities, webSearch });
  if (lacking !== undefined) return { ...told, credential, skipped: lacking };
  const rest = question.cooldowns.resting(subjectOf(target, config.revision));
  if (!rest) return { ...told, credential, skipped: undefined };
  const { until, message } = rest;
  const skipped = `cooling down until ${new Date(until).toISOString()} (${message})`;
  return { ...told, credential, skipped, until };
}

/**
 * Answers where a request would go, by the very rules that serve requests, without calling anybody. The client is taken
 * to send a credential of its own, as Claude Code does where one is passed through.
 * @throws UserError for a body that ccm would refuse
 */
export function explainRoute(question: RouteQuestion): ExplainedRoute {
  const { config, credentials } = question;
  const { bytes, index, view } = readBody(question);
  const { edits: _edits, ...route } = routeRequest(config, view, (size) => Math.ceil(size / 4));
  const tokens = createTokenEstimator(() => 0).estimate(route.model, measureBody(bytes, index));
  const model = findModel(config, route.model);
  const needs = requestNeeds(view, bytes);
  const candidates = model
    ? createResolveCandidates(credentials)(config, model, { hasCredential: true })
    : [];
  const names = config.models.map(({ name }) => name);
  return {
    requested: view.model,
    route,
    configured: model !== undefined,
    meant: model ? undefined : nearestName(route.model, names),
    tokens,
    targets: candidates.map((candidate) => explainCandidate(candidate, question, needs, tokens)),
  };
}
