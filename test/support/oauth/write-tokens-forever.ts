import { writeSync } from "node:fs";
import { openTokenStore } from "../../../src/auth/store.ts";
import { storedLogin } from "./stored.ts";
import { recordingLog } from "./temporary-home.ts";

/* A process that refreshes as fast as it can, until it is killed. It says each generation once that is stored. */

const [folder = "", from = "0"] = process.argv.slice(2);
const store = openTokenStore({ folder, log: recordingLog().log });

for (let generation = Number(from); ; generation++) {
  const tokens = { accessToken: `access-${generation}`, refreshToken: `refresh-${generation}` };
  await store.update("me", () => storedLogin("me", tokens, { unknown: { ballast: "x".repeat(20_000) } }));
  writeSync(1, `${generation}\n`);
}
