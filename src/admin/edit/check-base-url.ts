import { FieldError } from "./form-values.ts";

/** Where clouds tell a machine its own credentials; the URL parser has brought every spelling of a number to one. */
const metadataHosts =
  /^(?:169\.254\.\d+\.\d+|\[fe[89ab][0-9a-f]:.*\]|\[fd00:ec2::254\]|\[::ffff:a9fe:.*\]|metadata(?:\.google\.internal)?\.?)$/;

/** Names and addresses of this machine and its own network, where no certificate can be had. */
const nearHosts =
  /^(?:localhost|[^.:]+|.+\.(?:local|lan|internal|home\.arpa|localhost)|127(?:\.\d+){3}|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|\[::1\]|\[f[cd].*\])$/;

/**
 * Lets pass what can be a provider's address: a URL, or a reference to the environment. Whoever reaches the pages may
 * not have ccm ask a cloud's metadata, nor send a key in the open; in the file itself all of it may be written.
 * @throws FieldError for anything else.
 */
export function checkBaseUrl(entered: string | undefined): string | undefined {
  if (entered === undefined || entered.startsWith("$")) return entered;
  const refuse = (message: string): never => {
    throw new FieldError("base_url", message);
  };
  if (!/^https?:\/\//i.test(entered) || !URL.canParse(entered))
    return refuse("Start with https:// or http://.");
  const { protocol, hostname, username, password } = new URL(entered);
  if (username !== "" || password !== "") {
    return refuse("Leave name and password out of the address: a key has its own field.");
  }
  if (metadataHosts.test(hostname))
    return refuse("That address tells machines of a cloud their credentials.");
  if (protocol === "http:" && !nearHosts.test(hostname)) {
    return refuse("Use https://: over http:// a key would travel in the open.");
  }
  return entered;
}
