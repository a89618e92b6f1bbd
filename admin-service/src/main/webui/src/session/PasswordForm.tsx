import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { api } from '../api/client';
import { Problem, said } from '../api/problem';

/** Changes one's own password. */
export function PasswordForm({ current, done }: { current?: string; done: () => void }) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { current: current ?? '', password: '', again: '' },
    validate: {
      password: value => (value.length < 8 ? 'at least 8 characters' : null),
      again: (value, values) => (value !== values.password ? 'is not the same' : null),
    },
  });

  const submit = form.onSubmit(async values => {
    setBusy(true);
    setTrouble(null);
    try {
      await api.PUT('/api/v1/me/password', { body: { current: values.current, password: values.password } });
      form.reset();
      done();
    } catch (failure) {
      const mistakes = failure instanceof Problem ? failure.byField() : {};
      form.setErrors(mistakes);
      if (Object.keys(mistakes).length === 0) {
        setTrouble(said(failure));
      }
    } finally {
      setBusy(false);
    }
  });

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {trouble !== null && (
          <Alert color="alarm" variant="light" role="alert">
            {trouble}
          </Alert>
        )}
        {(current === undefined || form.errors.current !== undefined) && (
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            {...form.getInputProps('current')}
          />
        )}
        <PasswordInput
          label="New password"
          autoComplete="new-password"
          required
          withAsterisk={false}
          {...form.getInputProps('password')}
        />
        <PasswordInput
          label="New password, once more"
          autoComplete="new-password"
          required
          withAsterisk={false}
          {...form.getInputProps('again')}
        />
        <Button type="submit" loading={busy}>
          Change password
        </Button>
      </Stack>
    </form>
  );
}
