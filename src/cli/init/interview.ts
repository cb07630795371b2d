import * as clack from "@clack/prompts";
import type { Environment } from "../../config/paths.ts";
import type { SetupKey, SetupProvider } from "../../config/setup.ts";
import { type ProviderType, providerRow, providerTypes } from "../../providers/table.ts";
import { Secret } from "../../secret.ts";
import { answered, askOne, questionOutput } from "../ask.ts";
import { usualVariable } from "../key-reference.ts";
import { type Candidate, candidate, passthrough } from "./candidate.ts";
import { findType } from "./read-provider-option.ts";

async function askType(): Promise<ProviderType> {
  const options = providerTypes
    .filter((type) => type !== "demo")
    .map((type): { value: string; label: string; hint: string } => {
      const { title, keyVariable, auth } = providerRow(type);
      const isLocal = auth === "optional-bearer" && keyVariable === undefined;
      return { value: type, label: title, hint: isLocal ? "on this machine" : type };
    });
  const chosen = answered(
    await clack.autocomplete({
      message: "Which provider?",
      options,
      maxItems: 10,
      placeholder: "type to search",
      output: questionOutput,
    }),
  );
  return findType(chosen);
}

/** How a provider is to be paid: with a key, a login, or not at all. */
type Access = Pick<SetupProvider, "auth" | "keys">;

async function pasteKey(title: string): Promise<SetupKey> {
  const key = await clack.password({
    message: `Key of ${title}`,
    mask: "•",
    output: questionOutput,
    validate: (text) => (text?.trim() ? undefined : "paste the key, or press Ctrl-C"),
  });
  return { literal: new Secret(answered(key).trim()) };
}

async function askAccess(type: ProviderType, env: Environment): Promise<Access> {
  const { title, keyUrl, auth, oauth } = providerRow(type);
  if (auth === "none") return { auth: "api_key", keys: [] };
  const variable = usualVariable(type);
  if (env[variable]) return { auth: "api_key", keys: [{ variable }] };
  const isOptional = auth === "optional-bearer";
  const where = keyUrl === undefined ? "" : ` (from ${keyUrl})`;
  type Way = "none" | "variable" | "paste" | "login";
  const ways: { value: Way; label: string; hint?: string }[] = [
    ...(isOptional ? [{ value: "none" as const, label: "No key" }] : []),
    { value: "variable", label: `I set $${variable} where ccm starts`, hint: "the key is stored nowhere" },
    { value: "paste", label: `I paste a key${where}`, hint: "kept in the config, which only you can read" },
    ...(oauth === undefined
      ? []
      : [{ value: "login" as const, label: "I log in with my account", hint: "ccm auth login, afterwards" }]),
  ];
  const way = answered(
    await clack.select({ message: `How does ccm get into ${title}?`, options: ways, output: questionOutput }),
  );
  switch (way) {
    case "none":
      return { auth: "api_key", keys: [] };
    case "variable":
      return { auth: "api_key", keys: [{ variable }] };
    case "paste":
      return { auth: "api_key", keys: [await pasteKey(title)] };
    case "login":
      return { auth: "oauth", keys: [] };
  }
}

async function askText(message: string, placeholder: string, initialValue = ""): Promise<string> {
  const text = await clack.text({
    message,
    placeholder,
    initialValue,
    output: questionOutput,
    validate: (value) => (value?.trim() ? undefined : "this one is needed"),
  });
  return answered(text).trim();
}

async function askAddress(type: ProviderType): Promise<{ readonly baseUrl?: string }> {
  if (providerRow(type).baseUrl !== undefined) return {};
  const address = await clack.text({
    message: `Address of ${providerRow(type).title}`,
    placeholder: "https://host.example/v1",
    output: questionOutput,
    validate: (value) =>
      value !== undefined && /^https?:\/\/./.test(value) && URL.canParse(value)
        ? undefined
        : "it begins with https:// or http://",
  });
  return { baseUrl: answered(address).trim() };
}

/** Asks for the model of a provider that has no usual one. */
async function askMain(one: Candidate): Promise<Candidate> {
  return { ...one, models: { main: await askText(`Which model of ${one.title}?`, "its id there") } };
}

/** Asks for a provider that was not found on this machine. */
async function askOther(env: Environment): Promise<Candidate> {
  const type = await askType();
  const address = await askAddress(type);
  const named = candidate({ type, ...(await askAccess(type, env)), ...address }, "as you said");
  return named.models ? named : askMain(named);
}

/** Asks what to do on a machine where nothing was found; nobody is the built-in demo. */
async function askFirst(env: Environment): Promise<Candidate[]> {
  const first = await clack.select({
    message: "No key, login or local server was found here. What shall answer?",
    options: [
      { value: "provider" as const, label: "A provider", hint: "with a key or an account" },
      {
        value: "claude" as const,
        label: "Claude Code's own login",
        hint: "ccm passes it on, and stores nothing",
      },
      {
        value: "demo" as const,
        label: "The built-in demo for now",
        hint: "no account; shows how ccm fails over",
      },
    ],
    output: questionOutput,
  });
  switch (answered(first)) {
    case "provider":
      return [await askOther(env)];
    case "claude":
      return [passthrough("as you said")];
    case "demo":
      return [];
  }
}

const another = "another";

/** Asks which of several providers is asked first; the others keep their order behind it. */
async function askOrder(candidates: readonly Candidate[]): Promise<Candidate[]> {
  if (candidates.length < 2) return [...candidates];
  const options = candidates.map((value) => ({ value, label: value.title, hint: value.models?.main ?? "" }));
  const first = await askOne("Which one first? The others answer when it fails.", options);
  return [first, ...candidates.filter((one) => one !== first)];
}

/** Asks which of the found providers to use, and for another one. Nobody is the built-in demo. */
export async function askProviders(found: readonly Candidate[], env: Environment): Promise<Candidate[]> {
  if (found.length === 0) return askFirst(env);
  const options = found.map(({ title, why }, index) => ({ value: String(index), label: title, hint: why }));
  const chosen = answered(
    await clack.multiselect({
      message: "Which providers shall ccm use?",
      options: [...options, { value: another, label: "Another one" }],
      initialValues: options.map(({ value }) => value),
      required: true,
      output: questionOutput,
    }),
  );
  const picked = found.filter((_, index) => chosen.includes(String(index)));
  const named: Candidate[] = [];
  for (const one of picked) named.push(one.models ? one : await askMain(one));
  return askOrder(chosen.includes(another) ? [...named, await askOther(env)] : named);
}

/** Asks for the models of one provider, its usual ones offered. */
async function askModels(one: Candidate): Promise<Candidate> {
  const { main, think = main, background = main } = one.models ?? { main: "" };
  const models = {
    main: await askText(`${one.title}: model for most requests`, "", main),
    think: await askText(`${one.title}: for much thinking (plan mode, ultrathink)`, "", think),
    background: await askText(`${one.title}: for small work (titles, summaries)`, "", background),
  };
  return {
    ...one,
    models: {
      main: models.main,
      ...(models.think !== models.main && { think: models.think }),
      ...(models.background !== models.main && { background: models.background }),
    },
  };
}

/**
 * Shows what will be written and asks whether it may; changes the models first where that is wanted.
 * @param yes what the answer that writes says
 */
export async function confirmModels(
  candidates: readonly Candidate[],
  show: (candidates: readonly Candidate[]) => string,
  path: string,
  yes: string,
): Promise<Candidate[]> {
  if (candidates.length === 0) return [];
  clack.note(show(candidates), "What answers", { output: questionOutput });
  const next = answered(
    await clack.select({
      message: `Write ${path}?`,
      options: [
        { value: "write" as const, label: yes },
        { value: "models" as const, label: "Other models first" },
      ],
      output: questionOutput,
    }),
  );
  if (next === "write") return [...candidates];
  const changed: Candidate[] = [];
  for (const one of candidates) changed.push(await askModels(one));
  return confirmModels(changed, show, path, yes);
}
