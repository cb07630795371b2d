import { createInterface } from "node:readline";
import { openRefresher, TestClock } from "./open-refresher.ts";

/*
 * A ccm process that shares one login with others. A line `<time> fresh` or `<time> rejected` on its standard input sets
 * its clock and makes it get a token, as a request would or as a 401 would; it answers with the token it then has.
 */

const [folder = "", environment = "{}"] = process.argv.slice(2);
const clock = new TestClock();
const { refresher, store } = openRefresher({ environment: JSON.parse(environment) }, folder, clock);

// What a 401 rejects is the token this process has used last, whatever another one has stored meanwhile.
let used = store.get("me")?.accessToken;

for await (const line of createInterface({ input: process.stdin })) {
  const [time, how] = line.split(" ");
  clock.advance(Number(time) - clock.now());
  try {
    if (how === "rejected" && used) await refresher.replaceRejected("me", used);
    used = (await refresher.fresh("me")).accessToken;
    console.log(JSON.stringify({ token: used.reveal() }));
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
}
