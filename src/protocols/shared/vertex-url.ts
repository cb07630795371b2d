/*
 * Where Vertex AI is: the project and the location are part of every URL, and so is the model.
 * Source: docs.cloud.google.com and Google's and Anthropic's SDKs, November 2026.
 */

/** Locations that are not a region; their hosts follow other patterns. */
const specialHosts: Readonly<Record<string, string>> = {
  global: "aiplatform.googleapis.com",
  us: "aiplatform.us.rep.googleapis.com",
  eu: "aiplatform.eu.rep.googleapis.com",
};

/** Host of a location: `global`, a multi-region (`us`, `eu`) or a region such as `europe-west1`. */
function vertexHost(location: string): string {
  return specialHosts[location] ?? `${location}-aiplatform.googleapis.com`;
}

/** What comes between the version segment and a publisher's path, for hosts of one's own. */
export function vertexProjectPath(projectId: string, location: string): string {
  return `/projects/${encodeURIComponent(projectId)}/locations/${encodeURIComponent(location)}`;
}

/** Base URL of Vertex AI for a project and location; the paths of Gemini and Claude go below it. */
export function vertexBaseUrl(projectId: string, location: string): string {
  return `https://${vertexHost(location)}/v1${vertexProjectPath(projectId, location)}`;
}

/** Anthropic's dated id as Vertex AI spells it: `claude-haiku-4-5-20251001` is `claude-haiku-4-5@20251001` there. */
export function vertexClaudeModel(model: string): string {
  return model.replace(/-(\d{8})$/, "@$1");
}

/** Path of a Claude model below {@link vertexBaseUrl}; it takes an Anthropic body without `model`. */
export function vertexClaudePath(model: string, stream: boolean): string {
  const id = encodeURIComponent(vertexClaudeModel(model)).replaceAll("%40", "@");
  return `/publishers/anthropic/models/${id}:${stream ? "streamRawPredict" : "rawPredict"}`;
}

/** Path below {@link vertexBaseUrl} where Claude's input is counted; the model stays in the body. */
export const vertexClaudeCountPath = "/publishers/anthropic/models/count-tokens:rawPredict";
