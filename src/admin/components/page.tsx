import type { Child, PropsWithChildren } from "hono/jsx";
import { assetPaths } from "../assets/serve-assets.ts";
import type { Theme } from "../theme.ts";
import { Name } from "./name.tsx";
import { Nav } from "./nav.tsx";
import { type Shell, ShellContext, useShell } from "./shell.ts";

interface DocumentProps {
  readonly title: string;
  readonly theme: Theme;
}

/** An HTML document of ccm: one stylesheet, one script, both its own. */
export function HtmlDocument({ title, theme, children }: PropsWithChildren<DocumentProps>) {
  return (
    <html lang="en" {...(theme !== "auto" && { "data-theme": theme })}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title} · ccm</title>
        <link rel="stylesheet" href={assetPaths.style} />
        <script src={assetPaths.script} defer />
      </head>
      <body>{children}</body>
    </html>
  );
}

/** A page with the menu beside it. */
export function Page({
  shell,
  title,
  live,
  children,
}: PropsWithChildren<{ shell: Shell; title: string; live: boolean }>) {
  return (
    <ShellContext.Provider value={shell}>
      <HtmlDocument title={title} theme={shell.theme}>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <div class="app">
          <Nav />
          <main id="main" {...(live && { "data-live": "" })}>
            {children}
          </main>
        </div>
      </HtmlDocument>
    </ShellContext.Provider>
  );
}

interface HeadProps {
  readonly title: string;
  /** One sentence. */
  readonly lead?: Child;
  /** The page that this one belongs to. */
  readonly above?: { readonly href: string; readonly title: string };
}

/** The head of a page: its name, one sentence, and what belongs to the page as a whole at the right. */
export function PageHead({ title, lead, above, children }: PropsWithChildren<HeadProps>) {
  return (
    <>
      <div class="head">
        <div>
          <h1>
            <Name>{title}</Name>
          </h1>
          {above ? (
            <p class="row">
              <a href={above.href}>{above.title}</a>
              {lead !== undefined && <span>/ {lead}</span>}
            </p>
          ) : (
            lead !== undefined && <p>{lead}</p>
          )}
        </div>
        {children}
      </div>
      {useShell().notices}
    </>
  );
}
