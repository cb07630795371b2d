import type { Child } from "hono/jsx";

/** A figure with what it means. */
export interface Figure {
  readonly name: string;
  /** Nothing: unknown, or none yet. */
  readonly value: string;
  readonly detail: Child;
}

/** The figures that a page opens with. */
export function Stats({ id, figures }: { readonly id?: string; readonly figures: readonly Figure[] }) {
  return (
    <dl class="card stats" id={id}>
      {figures.map(({ name, value, detail }) => (
        <div>
          <dt>{name}</dt>
          {value === "" ? <dd class="muted">none</dd> : <dd>{value}</dd>}
          <dd>{detail}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Named facts, one a line; those without a value are left out. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: Child])[] }) {
  return (
    <dl class="kv">
      {facts
        .filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false)
        .map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
    </dl>
  );
}
