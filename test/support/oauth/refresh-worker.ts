import { createInterface } from "node:readline";
import { openRefresher, TestClock } from "./open-refresher.ts";

/*
 * A ccm process that shares one login with others. A line `<time> fresh` or `<time> rejected` on its standard input sets
 * its clock and makes it get a token, as a request would or as a 401 would; it answers with the token it then has.
 */

const [folder = "", environment = "{}"] = process.argv.slice(2);
const clock = new TestClock();
const { refresher, store } = openRefresher({ environment: JSON.parse(environment) }, folder, clock);

for await (const line of createInterface({ input: process.stdin })) {
  const [time, how] = line.split(" ");
  clock.advance(Number(time) - clock.now());
  try {
    const held = store.get("me");
    if (how === "rejected" && held) await refresher.replaceRejected("me", held.accessToken);
    console.log(JSON.stringify({ token: (await refresher.fresh("me")).accessToken.reveal() }));
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
}
