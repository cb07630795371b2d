import { createGoogleAdc } from "../../../src/auth/adc.ts";

/*
 * A process of its own for Google's library, which reads the environment as it likes. Its token service has a fixed
 * address: calls there go to the stand-in named by STAND_IN instead.
 */

const realFetch = globalThis.fetch;
const redirected = (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
  const url = input instanceof Request ? input.url : String(input);
  const target = url.replace("https://oauth2.googleapis.com", process.env.STAND_IN ?? "");
  return realFetch(input instanceof Request ? new Request(target, input) : target, init);
};
globalThis.fetch = Object.assign(redirected, { preconnect: realFetch.preconnect });

const adc = createGoogleAdc({ monotonic: () => performance.now(), environment: process.env });
const answers: object[] = [];
for (let call = 0; call < 2; call++) {
  const token = await adc.token().catch((error: Error) => ({ error: error.message }));
  answers.push("error" in token ? token : { ...token, accessToken: token.accessToken.reveal() });
}
console.log(JSON.stringify({ answers, lastFailure: adc.lastFailure() }));
