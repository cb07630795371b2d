import { piece, respond } from "../../support/stand-in/frame-response.ts";
import { fin, pause, repeat, reset, send, stall } from "../../support/stand-in/step.ts";
import { bothModes, type Fault } from "../fault.ts";
import { openStream, type Scene, wholeAnswer } from "../scene.ts";
import { heals, passing, silence } from "./expectations.ts";

const garbage = "\u0016\u0003\u0001 this is no HTTP\r\n\r\n";

/** A host that is not there, not itself, or does not answer: nothing of an answer has begun. */
export const reachingFaults: readonly Fault[] = [
  { name: "connect-refused", modes: bothModes, origin: "refused", expected: passing(502) },
  { name: "name-unknown", modes: bothModes, origin: "unresolvable", expected: passing(502, 504) },
  { name: "certificate-self-signed", modes: bothModes, origin: "self-signed", expected: passing(502) },
  { name: "tls-to-a-plain-port", modes: bothModes, origin: "plain-as-tls", expected: passing(502, 504) },
  { name: "connect-timeout", modes: bothModes, origin: "black-hole", expected: passing(502, 504) },
  { name: "hangs-up-on-connect", modes: bothModes, origin: "hangs-up", expected: passing(502) },
  {
    name: "kept-connection-dies",
    modes: bothModes,
    origin: "one-request-a-connection",
    script: (scene) => (scene.request.nth === 0 ? wholeAnswer(scene) : [reset]),
    expected: heals([1, 2]),
  },
  { name: "silence", modes: bothModes, script: () => [stall], expected: silence },
  {
    name: "half-a-head",
    modes: bothModes,
    script: () => [send("HTTP/1.1 200 OK\r\ncontent-type: text/ev"), stall],
    expected: silence,
  },
  {
    name: "pings-for-ever",
    modes: ["stream"],
    script: (scene) => [...openStream(scene, "start"), repeat(piece(scene.wire.ping, "chunked"), 100)],
    expected: silence,
  },
  { name: "reset-before-the-head", modes: bothModes, script: () => [reset], expected: passing(502) },
  { name: "hangs-up-on-request", modes: bothModes, script: () => [fin], expected: passing(502) },
  {
    name: "reset-once",
    modes: bothModes,
    script: (scene) => (scene.nth === 0 ? [reset] : wholeAnswer(scene)),
    expected: heals([1, 2]),
  },
  {
    name: "head-cut",
    modes: bothModes,
    script: () => [send("HTTP/1.1 200 OK\r\ncontent-ty"), fin],
    expected: passing(502),
  },
  { name: "garbage", modes: bothModes, script: () => [send(garbage), fin], expected: passing(502) },
  {
    name: "garbage-that-stays",
    modes: bothModes,
    script: () => [send(garbage), stall],
    expected: passing(502, 504),
  },
  ...[301, 302, 307, 308].map((status) => ({
    name: `redirect-${status}`,
    modes: bothModes,
    script: (scene: Scene) =>
      respond({
        status,
        headers: { location: redirectTarget(scene) },
        body: [""],
        framing: "length" as const,
      }),
    expected: passing(502),
  })),
  {
    name: "early-hints",
    modes: bothModes,
    script: (scene) => [
      send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n"),
      ...wholeAnswer(scene),
    ],
    expected: heals(),
  },
  {
    name: "slow-head",
    modes: bothModes,
    script: (scene) => [pause(400), ...wholeAnswer(scene)],
    expected: heals(),
  },
];

/** A place that no target has: a call there means that the redirect was followed. */
function redirectTarget({ request }: Scene): string {
  return request.target.replace(/^(\/[^/]+)\/\d+/, "$1/9");
}
