import { createJoinPieces } from "../../../src/http/join-pieces.ts";
import { indexJson } from "../../../src/http/json-index.ts";
import { spliceInPieces } from "../../../src/http/json-splice.ts";
import { checkHost } from "../../../src/server/middleware/check-host.ts";
import { checkOrigin } from "../../../src/server/middleware/check-origin.ts";
import { readRequestBytes } from "../../../src/server/read-request.ts";

/*
 * The least that a router of requests must do, with ccm's own parts: check who asks, find the model in the body, put
 * another in its place, send it on with the headers of a provider, and say in the answer's headers what was done. No
 * rules, no failover, no time limits, no record. What ccm takes beyond it is what its promises cost. Takes the
 * upstream's origin as its argument; prints its port.
 */

const upstream = process.argv[2] ?? "";
const join = createJoinPieces();
const model = { path: ["model"], value: "bench" };
let served = 0;

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  maxRequestBodySize: 64 * 1_048_576,
  fetch: async (request, { port = 0 }) => {
    checkHost(request.headers, { host: "127.0.0.1", port, allowed: [] });
    checkOrigin(request, []);
    const bytes = await readRequestBytes(request, 64 * 1_048_576);
    const answer = await fetch(upstream + new URL(request.url).pathname, {
      method: "POST",
      headers: {
        accept: "application/json",
        "accept-encoding": "identity",
        "anthropic-version": request.headers.get("anthropic-version") ?? "2023-06-01",
        "content-type": "application/json",
        "x-api-key": "key-of-bench",
      },
      body: join(spliceInPieces(bytes, indexJson(bytes), [model])),
      redirect: "manual",
      signal: request.signal,
    });
    const id = `req_${served++}`;
    return new Response(await answer.arrayBuffer(), {
      status: answer.status,
      headers: {
        "content-type": answer.headers.get("content-type") ?? "application/octet-stream",
        "request-id": id,
        "x-request-id": id,
        "x-ccm-request-id": id,
        "x-ccm-route": "direct",
        "x-ccm-model": "bench",
        "x-ccm-attempts": "1",
        "x-ccm-provider": "bench",
      },
    });
  },
});
console.log(server.port);
