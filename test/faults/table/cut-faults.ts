import { wireIds, wires } from "../../support/wire/wires.ts";
import type { Fault } from "../fault.ts";
import { brokenOff, type Ending, endings, hasPlace, type Place, places, unsaid } from "../scene.ts";
import { breaksOff, either, heals, passing, silence } from "./expectations.ts";

const looksWhole: ReadonlySet<Ending> = new Set(["clean-end", "close-delimited"]);

/** What must follow when a stream ends at a place in the given way. */
function expectedOfStream(place: Place, ending: Ending): Fault["expected"] {
  return (wire, translated) => {
    if (unsaid.has(place)) return ending === "stall" ? silence : passing(502);
    // The client has the thinking, and what follows it may come from elsewhere, or an error in the same stream.
    if (place === "thinking" && translated)
      return ending === "stall" ? { ...silence, alone: { status: [200], calls: 1 } } : passing(200);
    if (place !== "finish") return breaksOff;
    // Chat has said why it ended and given its numbers: only the mark of the end is missing.
    return wire === "openai-chat" && looksWhole.has(ending) ? heals() : either;
  };
}

const streamCuts: Fault[] = places.flatMap((place) =>
  endings.map((ending) => ({
    name: `${ending}-after-${place}`,
    modes: ["stream"],
    wires: wireIds.filter((id) => hasPlace(wires[id], place)),
    script: (scene) => brokenOff(scene, place, ending),
    expected: expectedOfStream(place, ending),
  })),
);

const jsonPlaces = { "the-head": "nothing", half: "text" } as const satisfies Record<string, Place>;

const jsonCuts: Fault[] = Object.entries(jsonPlaces).flatMap(([name, place]) =>
  endings.map((ending) => ({
    name: `${ending}-after-${name}`,
    modes: ["json"],
    script: (scene) => brokenOff(scene, place, ending),
    expected: ending === "stall" ? silence : passing(502),
  })),
);

/** Answers that end too early, at every place, in every way in which a connection can end. */
export const cutFaults: readonly Fault[] = [...streamCuts, ...jsonCuts];
