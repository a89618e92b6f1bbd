import { Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './parts.module.css';

/** Where there is nothing yet: what would be here, and how it comes. */
export function Empty({
  icon: Sign,
  title,
  children,
  action,
}: {
  icon: Icon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      <Sign size={40} stroke={1.25} aria-hidden="true" />
      <Title order={2} size="h4">
        {title}
      </Title>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}
