import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './parts.module.css';

/** A piece of a page, on a surface of its own. */
export function Panel({
  title,
  actions,
  flush = false,
  children,
}: {
  title?: string;
  actions?: ReactNode;
  /** Without room around what is inside: for tables. */
  flush?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={classes.panel} data-flush={flush || undefined} aria-label={title}>
      {(title !== undefined || actions !== undefined) && (
        <Group justify="space-between" className={classes.panelHead}>
          {title !== undefined && (
            <Title order={2} size="h4">
              {title}
            </Title>
          )}
          {actions}
        </Group>
      )}
      {children}
    </section>
  );
}
