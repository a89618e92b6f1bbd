/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   Browsers forget the roles of a table that is laid out as something else, so that they are said. */
import type { ReactNode } from 'react';
import classes from './rows.module.css';

/** A table that becomes a list of cards where there is no room for columns. */
export function Rows({
  label,
  heads,
  children,
}: {
  label: string;
  /** Names of the columns; empty: it has actions; of numbers, which stand at the right. */
  heads: readonly (string | { number: string })[];
  children: ReactNode;
}) {
  return (
    <table className={classes.rows} role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {heads.map((head, i) => (
            <th
              key={i}
              role="columnheader"
              scope="col"
              data-kind={typeof head === 'string' ? undefined : 'number'}
            >
              {head === '' ? (
                <span className={classes.silent}>Actions</span>
              ) : typeof head === 'string' ? (
                head
              ) : (
                head.number
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  );
}

export function Row({ children, ...rest }: { children: ReactNode; 'data-idle'?: boolean }) {
  return (
    <tr role="row" {...rest}>
      {children}
    </tr>
  );
}

/** A cell; `head` is shown before it where columns have no room. */
export function Cell({
  head,
  kind,
  children,
}: {
  head?: string;
  /** `name`: what the row is about; `short`: on one line; `number`: that, and to the right; `actions`: what can be done. */
  kind?: 'name' | 'short' | 'number' | 'actions';
  children?: ReactNode;
}) {
  return (
    <td role="cell" data-kind={kind} data-head={head}>
      {children}
    </td>
  );
}
