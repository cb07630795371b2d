import * as v from "valibot";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Secret } from "../secret.ts";
import { GrantError } from "./grant-error.ts";
import { LoginError } from "./login-error.ts";
import { quoteWords } from "./quote-words.ts";
import { grantErrorOf } from "./request-grant.ts";
import type { VendorHttp } from "./vendor-http.ts";

/** What Code Assist knows an account by. */
export interface CodeAssistAccount {
  /** Google Cloud project that every request names. */
  readonly projectId: string;
  /** Name of the tier the account is in (`Gemini Code Assist Standard`). */
  readonly tier?: string;
}

const tierSchema = v.looseObject({
  id: v.string(),
  name: v.optional(v.string()),
  isDefault: v.optional(v.boolean(), false),
  userDefinedCloudaicompanionProject: v.optional(v.boolean(), false),
});
type Tier = v.InferOutput<typeof tierSchema>;

const loadSchema = v.looseObject({
  currentTier: v.nullish(tierSchema),
  paidTier: v.nullish(tierSchema),
  allowedTiers: v.optional(v.array(tierSchema), []),
  ineligibleTiers: v.optional(
    v.array(
      v.looseObject({
        reasonCode: v.optional(v.string()),
        reasonMessage: v.optional(v.string()),
        validationUrl: v.optional(v.string()),
      }),
    ),
    [],
  ),
  cloudaicompanionProject: v.nullish(v.string()),
});
type Loaded = v.InferOutput<typeof loadSchema>;

const operationSchema = v.looseObject({
  name: v.optional(v.string()),
  done: v.optional(v.boolean(), false),
  response: v.nullish(
    v.looseObject({ cloudaicompanionProject: v.nullish(v.looseObject({ id: v.optional(v.string()) })) }),
  ),
});

const pollMs = 5000;
/** Onboarding takes seconds; after a minute something is wrong. */
const longestPolls = 12;
/** What Google assigns where it allows no tier by default. */
const legacyTier: Tier = {
  id: "legacy-tier",
  isDefault: false,
  userDefinedCloudaicompanionProject: true,
};

function needsProject(): LoginError {
  return new LoginError(
    "ineligible",
    "this Google account needs a project of its own: set project_id for the provider, or $GOOGLE_CLOUD_PROJECT, and log in again",
  );
}

/** A perimeter of VPC Service Controls hides the account's tier; such an account is licensed and brings its project. */
function isBehindPerimeter(body: JsonValue | undefined): boolean {
  const error = isJsonObject(body) && isJsonObject(body.error) ? body.error : {};
  const details = Array.isArray(error.details) ? error.details : [];
  return details.some((detail) => isJsonObject(detail) && detail.reason === "SECURITY_POLICY_VIOLATED");
}

function refuseUnvalidated({ ineligibleTiers }: Loaded): void {
  const tier = ineligibleTiers.find(({ reasonCode }) => reasonCode === "VALIDATION_REQUIRED");
  if (!tier?.validationUrl) return;
  throw new LoginError(
    "ineligible",
    `Google wants this account to be validated first: open ${quoteWords(tier.validationUrl)} and log in again`,
  );
}

/** Why there is no project: Google's own reasons where it gives any. */
function withoutProject({ ineligibleTiers }: Loaded): LoginError {
  const reasons = ineligibleTiers.map((tier) => tier.reasonMessage ?? tier.reasonCode).filter(Boolean);
  if (reasons.length === 0) return needsProject();
  return new LoginError(
    "ineligible",
    `Google does not serve this account: ${quoteWords(reasons.join("; "))}`,
  );
}

/** The set-up calls that Code Assist asks for once per account (google-gemini/gemini-cli `setup.ts`, 2026). */
export function createCodeAssist(
  http: VendorHttp,
  baseUrl: string,
  clock: { readonly sleep: (ms: number) => Promise<void> },
) {
  const base = baseUrl.replace(/\/$/, "");

  function metadata(projectId: string | undefined): JsonObject {
    return {
      ideType: "IDE_UNSPECIFIED",
      platform: "PLATFORM_UNSPECIFIED",
      pluginType: "GEMINI",
      ...(projectId && { duetProject: projectId }),
    };
  }

  async function call(accessToken: Secret, method: string, json: JsonObject) {
    const url = `${base}:${method}`;
    return { url, answer: await http({ method: "POST", url, bearer: accessToken, json }) };
  }

  async function load(accessToken: Secret, projectId: string | undefined): Promise<Loaded> {
    const { url, answer } = await call(accessToken, "loadCodeAssist", {
      ...(projectId && { cloudaicompanionProject: projectId }),
      metadata: metadata(projectId),
    });
    if (answer.status === 403 && isBehindPerimeter(answer.body)) {
      return {
        currentTier: v.parse(tierSchema, { id: "standard-tier" }),
        allowedTiers: [],
        ineligibleTiers: [],
      };
    }
    const loaded = v.safeParse(loadSchema, answer.body);
    if (answer.status !== 200 || !loaded.success) throw grantErrorOf(answer, url, []);
    return loaded.output;
  }

  async function onboard(
    accessToken: Secret,
    tier: Tier,
    projectId: string | undefined,
  ): Promise<string | undefined> {
    // The free tier makes a project of its own and refuses to be given one.
    const project = tier.id === "free-tier" ? undefined : projectId;
    let { url, answer } = await call(accessToken, "onboardUser", {
      tierId: tier.id,
      ...(project && { cloudaicompanionProject: project }),
      metadata: metadata(project),
    });
    for (let polls = 0; polls < longestPolls; polls++) {
      const operation = v.safeParse(operationSchema, answer.body);
      if (answer.status !== 200 || !operation.success) throw grantErrorOf(answer, url, []);
      const { done, name, response } = operation.output;
      if (done) return response?.cloudaicompanionProject?.id ?? project;
      if (!name) break;
      await clock.sleep(pollMs);
      url = `${base}/${name}`;
      answer = await http({ method: "GET", url, bearer: accessToken });
    }
    throw new GrantError(
      "transient",
      "Google has not finished setting up this account: try again in a minute",
    );
  }

  return {
    /**
     * Finds the project of an account, and onboards the account when it is new.
     * @throws LoginError `ineligible` with Google's reason; GrantError when Google could not be asked.
     */
    async findProject(accessToken: Secret, ownProject: string | undefined): Promise<CodeAssistAccount> {
      // A project number is refused where a project id is meant.
      const wanted = ownProject && !/^\d+$/.test(ownProject) ? ownProject : undefined;
      const loaded = await load(accessToken, wanted);
      const { currentTier, paidTier, allowedTiers, cloudaicompanionProject } = loaded;
      if (currentTier) {
        const projectId = cloudaicompanionProject || wanted;
        if (!projectId) throw withoutProject(loaded);
        const name = paidTier?.name ?? currentTier.name;
        return { projectId, ...(name && { tier: name }) };
      }
      refuseUnvalidated(loaded);
      const tier = allowedTiers.find((allowed) => allowed.isDefault) ?? legacyTier;
      if (tier.userDefinedCloudaicompanionProject && !wanted) throw withoutProject(loaded);
      const projectId = await onboard(accessToken, tier, wanted);
      if (!projectId) throw withoutProject(loaded);
      return { projectId, ...(tier.name && { tier: tier.name }) };
    },
  };
}
