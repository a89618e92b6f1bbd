import { Alert, Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { refused, said } from '../api/problem';
import { useLeave, useLoginAgain } from './session';

/** Over all dialogs there may be. */
const ABOVE = 400;

/** A login over the page of whoever was logged in, which stays as it is. */
export function LoginAgain({ name }: { name: string }) {
  const login = useLoginAgain(name);
  const leave = useLeave();
  const [password, setPassword] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    // Forms around it in the page have nothing to do with it.
    event.stopPropagation();
    setBusy(true);
    setTrouble(null);
    try {
      await login(password);
    } catch (failure) {
      setTrouble(refused(failure) ? 'That is not the password.' : said(failure));
      setBusy(false);
    }
  }

  return (
    <Modal
      opened
      onClose={() => {}}
      title="Log in again"
      zIndex={ABOVE}
      returnFocus
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <form onSubmit={event => void submit(event)}>
        <Stack gap="md">
          <Text size="sm">
            Your session is over: it lasts for an hour without use, or a day. What you have entered is still
            there.
          </Text>
          {trouble !== null && (
            <Alert color="alarm" variant="light" role="alert">
              {trouble}
            </Alert>
          )}
          {/* For programs that keep passwords. */}
          <input type="hidden" name="username" autoComplete="username" value={name} />
          <PasswordInput
            label={`Password of ${name}`}
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus
            value={password}
            onChange={event => setPassword(event.currentTarget.value)}
          />
          <Group justify="space-between">
            <Button variant="subtle" onClick={leave}>
              Leave this page
            </Button>
            <Button type="submit" loading={busy}>
              Log in
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
