import type { Context, Hono } from "hono";
import * as v from "valibot";
import { forgetLogin } from "../../auth/forget-login.ts";
import { vendors } from "../../auth/vendor.ts";
import { UserError } from "../../errors.ts";
import { messageOf } from "../../thrown.ts";
import { Note } from "../components/note.tsx";
import { PageHead } from "../components/page.tsx";
import { SavedNote } from "../edit/saved-note.tsx";
import type { PageTools } from "../show-page.tsx";
import { listAccounts, listPassthrough } from "../state/list-accounts.ts";
import { createStartedLogins, type PageLogin } from "../state/started-logins.ts";
import { capitalised } from "../words/capitalised.ts";
import { AccountsCard } from "./accounts/list.tsx";
import { LoginCard } from "./accounts/log-in.tsx";
import { LoginSteps } from "./accounts/login-steps.tsx";

const ways = ["browser", "paste", "device"] as const;
const choiceSchema = v.object({
  vendor: v.fallback(v.optional(v.picklist(vendors), "openai"), "openai"),
  way: v.fallback(v.optional(v.picklist(ways), "browser"), "browser"),
});
const loginSchema = v.object({ login: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) });
const startSchema = v.object({ vendor: v.picklist(vendors), way: v.picklist(ways), ...loginSchema.entries });
const finishSchema = v.object({ id: v.string(), code: v.optional(v.string(), "") });

const doneWords = {
  "logged-in": "Logged in.",
  "logged-out": "Logged out. The tokens are deleted here.",
  refreshed: "The token was renewed.",
  cancelled: "The login was cancelled.",
} as const;

function isDone(word: string | undefined): word is keyof typeof doneWords {
  return word !== undefined && Object.hasOwn(doneWords, word);
}

interface Shown {
  /** Why an action failed. */
  readonly error?: string;
  /** What is wrong with what was pasted. */
  readonly pasteError?: string;
  readonly pending?: PageLogin;
}

/** Mounts the Accounts page: logins, their limits, and the three ways to log in. */
export function mountAccounts(app: Hono, { deps, show }: PageTools): void {
  const { accounts, now } = deps;
  const started = createStartedLogins();

  function page(context: Context, { error, pasteError, pending }: Shown) {
    const { providers } = deps.config();
    const [listed, passing] = [listAccounts(deps), listPassthrough(deps)];
    const { vendor, way } = v.parse(choiceSchema, context.req.query());
    const done = context.req.query("done");
    const waiting = pending && accounts.logins.stateOf(pending.id)?.status !== "failed";
    const refresh = waiting && pending.form !== "paste" && { refreshSeconds: 5 };
    const failed = error !== undefined || pasteError !== undefined;
    return show(
      context,
      { title: "Accounts", current: "accounts", ...(failed && { status: 400 }), ...refresh },
      <>
        <PageHead title="Accounts" lead="Logins that ccm keeps and renews. Tokens are never shown.">
          {listed.length + passing.length > 0 && (
            <a class="btn primary" href="#add">
              Add account
            </a>
          )}
        </PageHead>
        <SavedNote context={context} />
        {isDone(done) && <Note tone="ok">{doneWords[done]}</Note>}
        {error !== undefined && <Note tone="bad">{error}</Note>}
        {accounts.store.problem() !== undefined && <Note tone="bad">{accounts.store.problem()}</Note>}
        <AccountsCard accounts={listed} passing={passing} now={now()} />
        {pending ? (
          <LoginSteps
            pending={pending}
            state={accounts.logins.stateOf(pending.id)}
            pasteError={pasteError}
            now={now()}
          />
        ) : (
          <LoginCard vendor={vendor} way={way} providers={providers} flows={accounts.flows} />
        )}
      </>,
    );
  }

  /** Does what a form asks for; a person's or a vendor's no is shown on the page. */
  async function act(context: Context, action: () => Promise<string>, shown: Shown = {}) {
    try {
      return context.redirect(await action(), 303);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // These words are a terminal's too, which puts its own before them.
      const words = capitalised(error.message);
      return page(context, shown.pending ? { ...shown, pasteError: words } : { error: words });
    }
  }

  async function read<Schema extends v.GenericSchema>(context: Context, schema: Schema) {
    const parsed = v.safeParse(schema, await context.req.parseBody());
    if (!parsed.success) throw new UserError("this form lacks something: open the page again");
    return parsed.output;
  }

  app.get("/accounts", (context) => {
    const pending = started.find(context.req.query("pending") ?? "");
    if (pending && accounts.logins.stateOf(pending.id)?.status === "done") {
      return context.redirect("/accounts?done=logged-in", 303);
    }
    return page(context, pending ? { pending } : {});
  });

  app.post("/accounts/login", (context) =>
    act(context, async () => {
      const { vendor, way, login } = await read(context, startSchema);
      const begun = await accounts.logins.start({ vendor, form: way, login });
      started.add(begun, way, vendor, login);
      return `/accounts?pending=${encodeURIComponent(begun.id)}#add`;
    }),
  );

  app.post("/accounts/finish", async (context) => {
    const form = v.safeParse(finishSchema, await context.req.parseBody());
    const pending = form.success ? started.find(form.output.id) : undefined;
    const finish = async (): Promise<string> => {
      if (!form.success || !pending) throw new UserError("this login is over: start another one");
      await accounts.logins.finish(pending.id, form.output.code);
      return "/accounts?done=logged-in";
    };
    return act(context, finish, pending ? { pending } : {});
  });

  app.post("/accounts/cancel", async (context) => {
    const form = v.safeParse(finishSchema, await context.req.parseBody());
    if (form.success) accounts.logins.cancel(form.output.id);
    return context.redirect("/accounts?done=cancelled", 303);
  });

  app.post("/accounts/refresh", (context) =>
    act(context, async () => {
      const { login } = await read(context, loginSchema);
      if (!accounts.store.get(login)) throw new UserError(`"${login}" is not logged in`);
      await accounts.refresher.refreshNow(login).catch((error: unknown) => {
        throw new UserError(messageOf(error));
      });
      return "/accounts?done=refreshed";
    }),
  );

  app.post("/accounts/logout", (context) =>
    act(context, async () => {
      const { login } = await read(context, loginSchema);
      await forgetLogin(accounts, login);
      return "/accounts?done=logged-out";
    }),
  );
}
