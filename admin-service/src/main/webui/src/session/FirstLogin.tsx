import { Button, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Mark } from '../shell/Mark';
import { PasswordForm } from './PasswordForm';
import { takeTyped } from './session';
import classes from './session.module.css';

/** Whoever got a password from somebody else is asked for one of their own. */
export function FirstLogin({ name, done }: { name: string; done: () => void }) {
  const client = useQueryClient();
  const [current] = useState(takeTyped);

  function changed() {
    done();
    void client.invalidateQueries({ queryKey: ['me'] });
  }

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Stack gap="md">
          <Mark />
          <Title order={1} size="h3">
            Welcome, {name}
          </Title>
          <Text c="dimmed" size="sm">
            Somebody else chose your password, and it may stand in a log or a file. Choose one that only you
            know.
          </Text>
          <PasswordForm current={current} done={changed} />
          <Button variant="subtle" onClick={done}>
            Not now
          </Button>
        </Stack>
      </div>
    </main>
  );
}
