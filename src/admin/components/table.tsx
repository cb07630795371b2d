// biome-ignore-all lint/a11y/noRedundantRoles: rows that are displayed as blocks on a phone lose the roles of a table
import type { Child, PropsWithChildren } from "hono/jsx";
import { Name } from "./name.tsx";

/** A column's title; `num` where it holds numbers. An empty title heads a column of actions. */
export type Column = string | { readonly title: string; readonly num: true };

interface TableProps {
  readonly columns?: readonly Column[];
  /** Whether rows become blocks on a phone. */
  readonly stack?: boolean;
}

/**
 * A table. One that stacks states its roles, since a browser forgets that something is a table when its rows are no
 * longer displayed as rows.
 */
export function Table({ columns, stack = true, children }: PropsWithChildren<TableProps>) {
  return (
    <table {...(stack && { class: "stack", role: "table" })}>
      {columns && (
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => {
              const title = typeof column === "string" ? column : column.title;
              return (
                <th role="columnheader" scope="col" class={typeof column === "string" ? undefined : "num"}>
                  {title === "" ? <span class="sr">Actions</span> : title}
                </th>
              );
            })}
          </tr>
        </thead>
      )}
      <tbody role="rowgroup">{children}</tbody>
    </table>
  );
}

/** A row; `sub` marks one that tells more of the row above it. */
export function Row({ sub = false, children }: PropsWithChildren<{ sub?: boolean }>) {
  return (
    <tr role="row" class={sub ? "sub" : undefined}>
      {children}
    </tr>
  );
}

interface CellProps {
  /** The row's name. */
  readonly head?: boolean;
  /** A line of its own on a phone. */
  readonly lead?: boolean;
  /** Half a line of its own on a phone. */
  readonly grow?: boolean;
  readonly num?: boolean;
  readonly nowrap?: boolean;
  readonly muted?: boolean;
  /** Stands before the value on a phone, where there is no head of the column. */
  readonly label?: string;
  readonly span?: number;
  /** A second, smaller line. */
  readonly detail?: Child;
}

function classOf({ lead, grow, num, nowrap, muted }: CellProps): string | undefined {
  const names = { lead, grow, num, nw: nowrap, muted };
  const set = Object.entries(names).flatMap(([name, on]) => (on ? [name] : []));
  return set.length === 0 ? undefined : set.join(" ");
}

/** A cell. One without content vanishes on a phone. */
export function Cell({ children, ...props }: PropsWithChildren<CellProps>) {
  const { head, label, span, detail } = props;
  const attributes = { class: classOf(props), "data-l": label, colspan: span };
  const content = (
    <>
      {children}
      {detail !== undefined && detail !== "" && (
        <small class="muted">{typeof detail === "string" ? <Name>{detail}</Name> : detail}</small>
      )}
    </>
  );
  return head ? (
    <th scope="row" role="rowheader" {...attributes}>
      {content}
    </th>
  ) : (
    <td role="cell" {...attributes}>
      {content}
    </td>
  );
}
