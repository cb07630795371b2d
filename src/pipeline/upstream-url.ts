import type { Credential } from "../auth/credential.ts";
import type { Target } from "../chain/target.ts";
import { UpstreamError } from "../errors.ts";
import { vertexBaseUrl, vertexProjectPath } from "../protocols/shared/vertex-url.ts";

/** What a protocol's paths go below. Vertex AI's names the project, which a login may tell. @throws UpstreamError */
export function upstreamBaseUrl(target: Target, credential: Credential | undefined): string {
  if (target.provider.type !== "vertex-ai") return target.baseUrl;
  const project = target.provider.projectId ?? credential?.projectId;
  if (project === undefined) {
    throw new UpstreamError({
      kind: "permission",
      message: `provider "${target.provider.name}" has no project_id`,
    });
  }
  const location = target.provider.location ?? "global";
  if (target.provider.baseUrl === undefined) return vertexBaseUrl(project, location);
  return target.baseUrl + vertexProjectPath(project, location);
}
