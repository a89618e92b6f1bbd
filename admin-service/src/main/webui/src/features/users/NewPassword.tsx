import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { change } from '../../api/change';
import { api, type Schemas } from '../../api/client';
import { PasswordChoice } from '../../parts/PasswordChoice';
import { randomPassword } from '../../parts/secret';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';

/** Gives a user another password. */
export function NewPassword({
  name,
  close,
  done,
}: {
  name: string;
  close: () => void;
  done: (password: string | null) => void;
}) {
  const [own, setOwn] = useState(false);
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: value => (own && value.length < 8 ? 'at least 8 characters' : null) },
  });
  const { busy, trouble, send } = useSending(form);
  const submit = form.onSubmit(values =>
    send(async () => {
      const password = own ? values.password : randomPassword();
      await api.PATCH('/api/v1/users/{name}', {
        params: { path: { name } },
        body: change<Schemas['UserBody']>({ password }),
      });
      done(own ? null : password);
    }),
  );
  return (
    <Modal opened onClose={close} title={`New password for ${name}`}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {trouble !== null && <Trouble failure={trouble} />}
          <Text size="sm">
            The old one stops working at once, and all sessions of {name} end. Tokens go on; end those one by
            one.
          </Text>
          <PasswordChoice
            label="Password"
            own={{ value: own, onChange: setOwn }}
            input={form.getInputProps('password')}
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
    </Modal>
  );
}
