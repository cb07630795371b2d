import { expect, test } from "bun:test";
import { findPortHolder, listeningInodes } from "../../../src/daemon/port-holder.ts";

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:3490 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0 100 0 0 10 0
   1: 0100007F:3490 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 222 1 0 20 4 30 10 -1
   2: 0100007F:C001 0100007F:3490 01 00000000:00000000 00:00000000 00000000  1000        0 333 1 0 20 4 30 10 -1
   3: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 444 1 0 100 0 0 10 0
`;

test("only sockets that listen on the port count, not connections to or from it", () => {
  expect(listeningInodes(table, 13456)).toEqual(["111"]);
  expect(listeningInodes(table, 22)).toEqual(["444"]);
  expect(listeningInodes(table, 80)).toEqual([]);
  expect(listeningInodes("", 80)).toEqual([]);
});

test.if(process.platform === "linux")("names the process that listens on a port", async () => {
  await using server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  expect(findPortHolder(server.port ?? 0)).toMatchObject({ pid: process.pid });
});

test("knows nobody where nobody listens", async () => {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const port = server.port ?? 0;
  await server.stop(true);
  expect(findPortHolder(port)).toBeUndefined();
});
