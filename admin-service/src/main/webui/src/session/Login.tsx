import { Alert, Button, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { refused, said } from '../api/problem';
import { Mark } from '../shell/Mark';
import { useLogin } from './session';
import classes from './session.module.css';

export function Login() {
  const login = useLogin();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setTrouble(null);
    try {
      await login(name.trim(), password);
    } catch (failure) {
      setTrouble(
        refused(failure)
          ? 'Name or password is wrong. Passwords of the first start were printed once, where Floe was started.'
          : said(failure),
      );
      setBusy(false);
    }
  }

  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={event => void submit(event)}>
        <Stack gap="md">
          <Mark />
          <Title order={1} size="h3">
            Log in
          </Title>
          {trouble !== null && (
            <Alert color="alarm" variant="light" role="alert">
              {trouble}
            </Alert>
          )}
          <TextInput
            label="Name"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            data-autofocus
            value={name}
            onChange={event => setName(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={event => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={busy} fullWidth>
            Log in
          </Button>
        </Stack>
      </form>
    </main>
  );
}
