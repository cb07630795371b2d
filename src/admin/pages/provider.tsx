import type { Context, Hono } from "hono";
import { removeProvider } from "../../config/linked-edits.ts";
import { RequestError } from "../../errors.ts";
import { planProbes } from "../../pipeline/probe/plan-probes.ts";
import { probeProvider } from "../../pipeline/probe/probe-provider.ts";
import { Empty, PlainCard } from "../components/card.tsx";
import { Form } from "../components/form.tsx";
import { PageHead } from "../components/page.tsx";
import { Status } from "../components/status.tsx";
import { createEditor } from "../edit/create-editor.tsx";
import { readFormValues, textOf } from "../edit/form-values.ts";
import { type Refusal, RefusalNote } from "../edit/refusal.tsx";
import { CannotEditNote, SavedNote } from "../edit/saved-note.tsx";
import type { PageTools } from "../show-page.tsx";
import { findRequest } from "../state/find-request.ts";
import { listProviders } from "../state/list-providers.ts";
import { readProviderUsage } from "../state/provider-usage.ts";
import { testProvider } from "../state/test-provider.ts";
import { whyAndUntil } from "../words/rest.ts";
import { Capabilities } from "./provider/capabilities.tsx";
import { changeKeys, changeProvider } from "./provider/change-provider.ts";
import { EditProvider } from "./provider/edit-provider.tsx";
import { InFile } from "./provider/in-file.tsx";
import { KeyForms, KeysTable, writtenKeys } from "./provider/keys.tsx";
import { RemoveProvider } from "./provider/remove-provider.tsx";
import { TodayCard } from "./provider/today.tsx";
import { addressOf } from "./providers/address-of.ts";
import { TestNote } from "./providers/test-note.tsx";

const list = { href: "/providers", title: "Providers" } as const;

/** Mounts the page of one provider: edit it, order its keys, test it, find out what its models can, delete it. */
export function mountProvider(app: Hono, tools: PageTools): void {
  const { deps, show, tests } = tools;
  const editor = createEditor(tools);
  const frameOf = (name: string) => ({ title: name, current: "providers" }) as const;

  function noSuch(context: Context, name: string) {
    return show(
      context,
      { ...frameOf(name), status: 404 },
      <>
        <PageHead title={name} above={list} />
        <PlainCard>
          <Empty title="No such provider" text="It may have been renamed or removed.">
            <a class="btn" href="/providers">
              All providers
            </a>
          </Empty>
        </PlainCard>
      </>,
    );
  }

  function LastTest({ name }: { readonly name: string }) {
    const test = tests.latest(name);
    if (!test) return null;
    return <TestNote test={test} request={findRequest(deps, test.requestId)} onItsPage />;
  }

  async function page(context: Context, name: string, refusal?: Refusal) {
    const standing = listProviders(deps).find(({ provider }) => provider.name === name);
    if (!standing) return noSuch(context, name);
    const open = await editor.open();
    const index = open?.file.providers.findIndex((provider) => provider.name === name) ?? -1;
    const written = open?.file.providers[index];
    const { provider, state } = standing;
    const now = deps.now();
    const keys = written ? writtenKeys(provider, written.api_key, deps.cooldowns.list()) : [];
    const mappings = deps
      .config()
      .models.flatMap((model) => model.mappings)
      .filter((mapping) => mapping.provider === name).length;
    return show(
      context,
      { ...frameOf(name), ...(refusal && { status: 400 }) },
      <>
        <PageHead title={name} above={list} lead="edit">
          <Status tone={state.tone}>{state.word}</Status>
          <Form action={`${addressOf(name)}/test`} waiting="Testing">
            <input type="hidden" name="back" value="provider" />
            <button class="btn" type="submit">
              Test
            </button>
          </Form>
        </PageHead>
        <SavedNote context={context} />
        <RefusalNote refusal={refusal} />
        <LastTest name={name} />
        {state.detail !== "" && (
          <p class="help">
            {state.word}: {whyAndUntil(state, now)}.
          </p>
        )}
        <div class="wide">
          <div class="pile">
            {open && written ? (
              <EditProvider
                provider={provider}
                written={written}
                mappings={mappings}
                keys={keys.length === 0 ? undefined : <KeysTable keys={keys} now={now} />}
                revision={open.revision}
                refusal={refusal}
              />
            ) : (
              <CannotEditNote />
            )}
            <Capabilities plan={planProbes(deps.config(), provider, now)} results={tests.probes(name)} />
          </div>
          <div class="pile">
            <TodayCard usage={readProviderUsage(deps, name)} />
            {open && written && <InFile open={open} index={index} />}
            {open && (
              <RemoveProvider name={name} config={open.config} mappings={mappings} revision={open.revision} />
            )}
          </div>
        </div>
        {open && keys.length > 0 && <KeyForms provider={name} keys={keys} revision={open.revision} />}
      </>,
    );
  }

  app.get("/providers/:name", (context) => page(context, context.req.param("name")));

  app.post("/providers/:name", async (context) => {
    const name = context.req.param("name");
    const values = readFormValues(await context.req.parseBody());
    const newName = textOf(values, "name") ?? name;
    const answer = await editor.submit(context, {
      frame: frameOf(name),
      page: addressOf(name),
      next: () => addressOf(newName),
      edits: (open, entered) => changeProvider(open, name, entered),
      again: (_, refusal) => page(context, name, refusal),
    });
    const isSaved = answer.status === 303;
    if (isSaved && values.after === "test") {
      tests.note(await testProvider(deps, newName, context.req.raw.signal));
    }
    return answer;
  });

  app.post("/providers/:name/keys", (context) => {
    const name = context.req.param("name");
    return editor.submit(context, {
      frame: frameOf(name),
      page: addressOf(name),
      edits: (open, values) => changeKeys(open, name, values),
      again: (_, refusal) => page(context, name, refusal),
    });
  });

  app.post("/providers/:name/capabilities", async (context) => {
    const name = context.req.param("name");
    const { model } = readFormValues(await context.req.parseBody());
    const provider = deps.config().providers.find((candidate) => candidate.name === name);
    const plan = provider && planProbes(deps.config(), provider, deps.now());
    const mapping = plan?.mappings.find(({ actualModel }) => actualModel === model);
    if (!plan || !mapping) {
      throw new RequestError("not_found", `Nothing maps to "${model ?? ""}" at ${name} any more.`);
    }
    for (const feature of plan.features) {
      const probe = { provider: plan.provider, mapping, feature };
      tests.noteProbe(name, await probeProvider(probe, deps, context.req.raw.signal));
    }
    return context.redirect(`${addressOf(name)}#capabilities`, 303);
  });

  app.post("/providers/:name/delete", (context) => {
    const name = context.req.param("name");
    return editor.submit(context, {
      frame: frameOf(name),
      page: addressOf(name),
      next: () => "/providers",
      edits: ({ config }) => removeProvider(config, name),
      again: (_, refusal) => page(context, name, refusal),
    });
  });
}
