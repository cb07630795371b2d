import type { PropsWithChildren } from "hono/jsx";

interface NoteProps {
  readonly tone?: "ok" | "warn" | "bad";
  readonly action?: { readonly href: string; readonly label: string };
}

const roles = { ok: "status", warn: undefined, bad: "alert" } as const;

/** A message across the page. What failed is an alert; what went well is a status. */
export function Note({ tone, action, children }: PropsWithChildren<NoteProps>) {
  const role = tone && roles[tone];
  return (
    <div class={tone === undefined ? "note" : `note ${tone}`} role={role}>
      <div>{children}</div>
      {action && (
        <a class="btn" href={action.href}>
          {action.label}
        </a>
      )}
    </div>
  );
}
