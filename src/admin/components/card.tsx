import type { Child, PropsWithChildren } from "hono/jsx";

interface CardProps {
  /** Names the card's heading; unique on its page. */
  readonly id: string;
  readonly title: string;
  /** One fact or link at the right of the title. */
  readonly aside?: Child;
}

/** A titled part of a page. */
export function Card({ id, title, aside, children }: PropsWithChildren<CardProps>) {
  return (
    <section class="card" id={id} aria-labelledby={`h-${id}`}>
      <header>
        <h2 id={`h-${id}`}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** A part of a page that its content names by itself. */
export function PlainCard({ label, children }: PropsWithChildren<{ label?: string }>) {
  return (
    <section class="card" aria-label={label}>
      {children}
    </section>
  );
}

/** A small fact at the right of a card's title. */
export function Aside({ children }: PropsWithChildren) {
  return <small class="muted">{children}</small>;
}

/** What would be here, one sentence, and the next step. */
export function Empty({ title, text, children }: PropsWithChildren<{ title?: string; text: Child }>) {
  return (
    <div class="empty">
      {title !== undefined && <h2>{title}</h2>}
      <p>{text}</p>
      {children}
    </div>
  );
}
