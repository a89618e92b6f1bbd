import type { ReactNode } from 'react';
import classes from './parts.module.css';

/** Figures side by side. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

/** One figure: what it is, how much, what it is measured in, and what belongs to it. */
export function Fact({
  label,
  value,
  unit,
  children,
}: {
  label: string;
  value: ReactNode;
  unit?: string;
  children?: ReactNode;
}) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>
        {value}
        {unit !== undefined && <small> {unit}</small>}
      </dd>
      {children !== undefined && <dd className={classes.more}>{children}</dd>}
    </div>
  );
}
