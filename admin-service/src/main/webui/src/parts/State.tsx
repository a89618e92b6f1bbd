import type { ReactNode } from 'react';
import classes from './parts.module.css';

/** How something is, in a word and a colour; `live` moves. */
export function State({ kind, children }: { kind: 'live' | 'good' | 'bad' | 'idle'; children: ReactNode }) {
  return (
    <span className={classes.dot} data-kind={kind}>
      {children}
    </span>
  );
}
