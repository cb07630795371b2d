import { fin, type Step, send } from "./step.ts";

/** How the end of a body is told: chunk sizes, a length, or the end of the connection. */
export type Framing = "chunked" | "length" | "close";

/** A response as a provider would send it, before it is cut, delayed or spoilt. */
export interface ScriptedResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body in the pieces in which it is written. */
  readonly body: readonly (string | Uint8Array)[];
  readonly framing?: Framing;
}

/** Status line and headers; `length` is the declared body length where the framing states one. */
export function head(
  status: number,
  headers: Readonly<Record<string, string>>,
  framing: Framing,
  length = 0,
): string {
  const framed: Record<string, string> = {
    chunked: { "transfer-encoding": "chunked" },
    length: { "content-length": String(length) },
    close: { connection: "close" },
  }[framing];
  const lines = Object.entries({ ...headers, ...framed }).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} Scripted`, ...lines, "", ""].join("\r\n");
}

/** One piece of a body in its framing. */
export function piece(bytes: string | Uint8Array, framing: Framing): Uint8Array {
  const data = Buffer.from(bytes);
  if (framing !== "chunked") return data;
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from("\r\n")]);
}

/** The steps that send a whole, well-formed response. */
export function respond(response: ScriptedResponse): Step[] {
  const framing = response.framing ?? "chunked";
  const length = response.body.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  const steps: Step[] = [send(head(response.status ?? 200, response.headers ?? {}, framing, length))];
  for (const part of response.body) steps.push(send(piece(part, framing)));
  if (framing === "chunked") steps.push(send("0\r\n\r\n"));
  if (framing === "close") steps.push(fin);
  return steps;
}
