import type { Hono } from "hono";
import { HtmlDocument } from "../components/page.tsx";
import { type Csrf, csrfField } from "../csrf.ts";
import type { AdminDependencies } from "../dependencies.ts";
import type { Session } from "../session.ts";
import { type Theme, themeOf } from "../theme.ts";

function LoginPage(props: {
  readonly theme: Theme;
  readonly csrf: string;
  readonly tokenPath: string;
  readonly refused: boolean;
}) {
  const { theme, csrf, tokenPath, refused } = props;
  return (
    <HtmlDocument title="Log in" theme={theme}>
      <main class="login" id="main">
        <form class="card" id="login" method="post" action="/login" aria-labelledby="h">
          <header>
            <h1 id="h">ccm admin</h1>
          </header>
          <div class="body">
            <input type="hidden" name={csrfField} value={csrf} />
            {refused && (
              <div class="note bad" role="alert">
                <div>That token is not right.</div>
              </div>
            )}
            <label for="t">Admin token</label>
            <input
              id="t"
              name="token"
              type="password"
              autocomplete="off"
              required
              {...(refused && { "aria-invalid": "true" })}
            />
            <button class="btn primary" type="submit">
              Log in
            </button>
            <p class="help">
              ccm listens beyond this computer, so it asks. The token is in <code>{tokenPath}</code>;{" "}
              <code>ccm admin</code> opens this page logged in.
            </p>
          </div>
        </form>
      </main>
    </HtmlDocument>
  );
}

/** Mounts the login page, the only one that is shown to a browser without the admin token. */
export function mountLogin(
  app: Hono,
  {
    deps,
    csrf,
    session,
  }: { readonly deps: AdminDependencies; readonly csrf: Csrf; readonly session: Session },
): void {
  const page = (theme: Theme, refused: boolean): string =>
    `<!doctype html>${<LoginPage theme={theme} csrf={csrf.issue()} tokenPath={deps.adminTokenPath} refused={refused} />}`;
  app.get("/login", (context) => context.html(page(themeOf(context), false)));
  app.post("/login", async (context) => {
    const { token } = await context.req.parseBody();
    const isRight = typeof token === "string" && session.logIn(context, token.trim());
    if (isRight) return context.redirect("/", 303);
    return context.html(page(themeOf(context), true), 401);
  });
  app.post("/logout", (context) => {
    session.logOut(context);
    return context.redirect("/login", 303);
  });
}
