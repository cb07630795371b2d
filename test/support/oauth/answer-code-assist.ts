/** What Code Assist says of the account, to be changed by a test. */
export interface CodeAssistState {
  /** `current`: set up already. `free`, `standard`: to be onboarded. `none`: not served at all. */
  tier: "current" | "free" | "standard" | "none" | "perimeter";
  project: string | undefined;
  /** How often onboarding says that it is not done yet. */
  polls: number;
  reasons: readonly object[];
}

const tiers = {
  free: { id: "free-tier", name: "Gemini Code Assist for individuals", isDefault: true },
  standard: {
    id: "standard-tier",
    name: "Gemini Code Assist Standard",
    isDefault: true,
    userDefinedCloudaicompanionProject: true,
  },
};

function load(state: CodeAssistState): Response {
  if (state.tier === "perimeter") {
    const error = { code: 403, details: [{ reason: "SECURITY_POLICY_VIOLATED" }] };
    return Response.json({ error }, { status: 403 });
  }
  const allowed = state.tier === "free" || state.tier === "standard" ? [tiers[state.tier]] : [];
  return Response.json({
    ...(state.tier === "current" && { currentTier: tiers.standard }),
    ...(state.tier === "current" &&
      state.project !== undefined && { cloudaicompanionProject: state.project }),
    allowedTiers: allowed,
    ineligibleTiers: state.reasons,
  });
}

/** `loadCodeAssist`, `onboardUser` and its operation. */
export function answerCodeAssist(
  state: CodeAssistState,
  end: string,
  fields: Readonly<Record<string, string>>,
): Response {
  if (end === "v1internal:loadCodeAssist") return load(state);
  if (end === "v1internal:onboardUser" && fields.tierId === "free-tier" && fields.cloudaicompanionProject) {
    return Response.json({ error: { code: 400, status: "FAILED_PRECONDITION" } }, { status: 400 });
  }
  if (state.polls > 0) {
    state.polls--;
    return Response.json({ name: "operations/onboard-1", done: false });
  }
  const id = state.project;
  return Response.json({
    done: true,
    response: { cloudaicompanionProject: { ...(id !== undefined && { id }) } },
  });
}
