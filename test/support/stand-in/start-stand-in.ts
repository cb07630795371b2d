import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { RequestReader, type WireRequest } from "./read-requests.ts";
import type { Step } from "./step.ts";

/** A request with what the connection tells about it. */
export interface ReceivedRequest extends WireRequest {
  /** Number of the connection, from 0. */
  readonly connection: number;
  /** How many requests the connection had carried before. */
  readonly nth: number;
  /** `performance.now()` when the last byte was in. */
  readonly receivedAt: number;
}

/** One request and what became of its answer. */
export interface Exchange {
  readonly request: ReceivedRequest;
  /** `answering` until the script is through; `left` when the peer closed before that. */
  state: "answering" | "answered" | "left";
  /** Whether the connection is still open. */
  open: boolean;
  /** `performance.now()` when the connection was seen closed. */
  closedAt?: number;
}

export interface StandInOptions {
  /** What to do with a request; called once for each. */
  readonly script: (request: ReceivedRequest) => readonly Step[];
  /** What to do with a fresh connection before it has asked anything. */
  readonly greet?: (connection: number) => readonly Step[];
  /** Told of every request as it comes; `exchanges` of the stand-in holds the same. */
  readonly record?: (exchange: Exchange) => void;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Forgets what was asked as soon as it is answered, for runs of hours. */
  readonly keepNothing?: boolean;
  /** Absent or 0: a free one. */
  readonly port?: number;
}

/** A provider that does exactly what a script says, down to the TCP segment, and remembers all it was asked. */
export interface StandIn {
  readonly port: number;
  /** Without trailing slash. */
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  /** Connections accepted so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Starts a scripted provider on a free loopback port. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const exchanges: Exchange[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  const accept = (socket: Socket): void => {
    const connection = connections++;
    const reader = new RequestReader();
    const own = new Set<Exchange>();
    let carried = 0;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => undefined); // a peer that resets is part of the play; "close" follows
    socket.on("end", () => socket.end());
    socket.on("close", () => {
      sockets.delete(socket);
      for (const exchange of own) close(exchange);
    });

    let turn: Promise<unknown> = options.greet
      ? perform(socket, options.greet(connection))
      : Promise.resolve();
    socket.on("data", (bytes: Uint8Array) => {
      for (const request of reader.push(bytes)) {
        const received = { ...request, connection, nth: carried++, receivedAt: performance.now() };
        const exchange: Exchange = { request: received, state: "answering", open: true };
        own.add(exchange);
        if (!options.keepNothing) exchanges.push(exchange);
        options.record?.(exchange);
        turn = turn.then(async () => {
          exchange.state = (await perform(socket, options.script(received))) ? "answered" : "left";
          if (options.keepNothing) own.delete(exchange);
        });
      }
    });
  };

  const server: Server = options.tls
    ? createTlsServer({ ...options.tls, allowHalfOpen: true }, accept)
    : createServer({ allowHalfOpen: true }, accept);
  server.on("tlsClientError", () => undefined); // a client that refuses our certificate
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    port,
    url: `${options.tls ? "https" : "http"}://127.0.0.1:${port}`,
    exchanges,
    get connections() {
      return connections;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function close(exchange: Exchange): void {
  exchange.open = false;
  exchange.closedAt = performance.now();
}

/** Runs the steps; false when the peer left before they were through. */
async function perform(socket: Socket, steps: readonly Step[]): Promise<boolean> {
  for (const step of steps) {
    if (socket.destroyed || !(await performStep(socket, step))) return false;
  }
  return true;
}

/** Whether the play goes on after the step. */
async function performStep(socket: Socket, step: Step): Promise<boolean> {
  switch (step.act) {
    case "send":
      return write(socket, step.bytes);
    case "pause":
      return happens(socket, Bun.sleep(step.ms));
    case "await":
      return happens(socket, step.gate);
    case "repeat":
      while ((await write(socket, step.bytes)) && (await happens(socket, Bun.sleep(step.everyMs))));
      return false;
    case "stall":
      return happens(socket, new Promise(() => undefined));
    case "half-close":
      socket.end();
      return true;
    case "fin":
      socket.end(() => socket.destroySoon());
      return true;
    case "reset":
      socket.resetAndDestroy();
      return true;
  }
}

/** Waits until the bytes are with the kernel. */
async function write(socket: Socket, bytes: string | Uint8Array): Promise<boolean> {
  if (socket.destroyed) return false;
  if (socket.write(bytes)) return true;
  return happens(socket, new Promise<void>((resolve) => socket.once("drain", resolve)));
}

/** Whether the event came before the peer left. */
async function happens(socket: Socket, event: Promise<unknown>): Promise<boolean> {
  if (socket.destroyed) return false;
  let leave: () => void = () => undefined;
  const left = new Promise<boolean>((resolve) => {
    leave = () => resolve(false);
    socket.once("close", leave);
  });
  const came = await Promise.race([event.then(() => true), left]);
  socket.off("close", leave);
  return came;
}
