/*
 * The least that a proxy on this runtime can do: read the request, send it on, hand the answer's body back. It is the
 * measure of what ccm adds. Takes the upstream's origin as its argument; prints its port.
 */

const upstream = process.argv[2] ?? "";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  maxRequestBodySize: 64 * 1_048_576,
  fetch: async (request) => {
    const { pathname, search } = new URL(request.url);
    const answer = await fetch(upstream + pathname + search, {
      method: request.method,
      headers: { "content-type": "application/json" },
      body: await request.arrayBuffer(),
      signal: request.signal,
    });
    const contentType = answer.headers.get("content-type") ?? "application/octet-stream";
    return new Response(answer.body, { status: answer.status, headers: { "content-type": contentType } });
  },
});
console.log(server.port);
