import type { Instance } from "../daemon/pid-file.ts";
import { UserError } from "../errors.ts";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../json.ts";

const quickMs = 5000;

/** ccm's own words for why it refused, where the answer holds them. */
export function refusalIn(answer: string): string | undefined {
  const body = parseJson(answer);
  const error = isJsonObject(body) ? body.error : undefined;
  return isJsonObject(error) && typeof error.message === "string" ? error.message : undefined;
}

/**
 * Asks the admin side of a running ccm: GET, or POST of `body`. Where it listens beyond its own machine, the admin token
 * of this home folder goes along. Goes by `node:http`, because Bun's `fetch` would send it to `HTTP_PROXY`.
 * @throws UserError when it does not answer within `timeoutMs`, or refuses
 */
export async function askAdmin(
  instance: Instance,
  tokenPath: string,
  path: string,
  body?: JsonObject,
  timeoutMs = quickMs,
): Promise<JsonValue | undefined> {
  const [{ request }, { baseUrlOf }, { isLoopback }, { readAdminToken }] = await Promise.all([
    import("node:http"), // slow to load, and most commands do without
    import("../daemon/base-url.ts"),
    import("../server/middleware/check-host.ts"),
    import("../admin/admin-token.ts"),
  ]);
  const token = isLoopback(instance.host) ? undefined : await readAdminToken(tokenPath);
  const text = body && JSON.stringify(body);
  const headers = {
    accept: "application/json",
    ...(token && { authorization: `Bearer ${token.reveal()}` }),
    ...(text !== undefined && {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    }),
  };
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void =>
      reject(new UserError(`the running ccm did not answer ${path}: ${reason}`));
    const call = request(`${baseUrlOf(instance)}${path}`, {
      method: text === undefined ? "GET" : "POST",
      agent: false,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
    });
    call.on("error", (error) => fail(error.message));
    call.on("response", (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        answer += chunk;
      });
      response.on("error", (error) => fail(error.message));
      response.on("end", () => {
        if (response.statusCode === 200) resolve(parseJson(answer));
        else if (response.statusCode === 401)
          fail(`it does not take the admin token of ${tokenPath}; ccm restart takes it, or makes one`);
        else if (response.statusCode === 400) fail(refusalIn(answer) ?? "status 400");
        else fail(`status ${response.statusCode}; ccm restart starts this version`);
      });
    });
    call.end(text);
  });
}
