import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState, type ReactNode } from 'react';
import { Dialog } from './Dialog';
import { PasswordChoice } from './PasswordChoice';
import { randomPassword } from './secret';
import { useSending } from './sending';
import { Trouble } from './Trouble';

/** Asks for another password of something, or makes one. */
export function NewPassword({
  title,
  field = 'password',
  save,
  close,
  done,
  children,
}: {
  title: string;
  /** What the service calls it. */
  field?: string;
  save: (password: string) => Promise<unknown>;
  close: () => void;
  /** Called with the password when it was made here. */
  done: (made: string | null) => void;
  /** What will happen. */
  children: ReactNode;
}) {
  const [own, setOwn] = useState(false);
  const form = useForm<Record<string, string>>({
    initialValues: { [field]: '' },
    validate: values => (own && (values[field] ?? '').length < 8 ? { [field]: 'at least 8 characters' } : {}),
  });
  const { busy, trouble, send } = useSending(form);
  const submit = form.onSubmit(values =>
    send(async () => {
      const password = own ? (values[field] ?? '') : randomPassword();
      await save(password);
      done(own ? null : password);
    }),
  );
  return (
    <Dialog onClose={close} title={title}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {trouble !== null && <Trouble failure={trouble} />}
          <div>{children}</div>
          <PasswordChoice
            label="Password"
            own={{ value: own, onChange: setOwn }}
            input={form.getInputProps(field)}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Set password
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
