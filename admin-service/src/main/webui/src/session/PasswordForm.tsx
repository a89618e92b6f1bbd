import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../api/client';
import { useSending } from '../parts/sending';
import { Trouble } from '../parts/Trouble';

/** Changes one's own password. */
export function PasswordForm({ current, done }: { current?: string; done: () => void }) {
  const form = useForm({
    initialValues: { current: current ?? '', password: '', again: '' },
    validate: {
      password: value => (value.length < 8 ? 'at least 8 characters' : null),
      again: (value, values) => (value !== values.password ? 'is not the same' : null),
    },
  });

  const { busy, trouble, send } = useSending(form);
  const submit = form.onSubmit(values =>
    send(async () => {
      await api.PUT('/api/v1/me/password', { body: { current: values.current, password: values.password } });
      form.reset();
      done();
    }),
  );

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {trouble !== null && <Trouble failure={trouble} />}
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
