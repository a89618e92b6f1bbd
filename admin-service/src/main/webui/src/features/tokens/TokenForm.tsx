import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { made } from '../../api/change';
import { api } from '../../api/client';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';
import { LIVES, SCOPES, type Token } from './tokens';

/** A new token of one's own. */
export function TokenForm({ close, done }: { close: () => void; done: (token: Token) => void }) {
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: '', scopes: ['read'], expiresIn: '2160h' },
    validate: {
      name: value => (value.trim() === '' || value.length > 100 ? 'has 1 to 100 characters' : null),
      scopes: value => (value.length === 0 ? 'choose at least one' : null),
    },
  });
  const { busy, trouble, send } = useSending(form);
  const submit = form.onSubmit(({ name, scopes, expiresIn }) =>
    send(async () => {
      const token = await made<Token>(
        api.POST('/api/v1/tokens', {
          body: { name: name.trim(), scopes, ...(expiresIn === '' ? {} : { expiresIn }) },
        }),
      );
      await client.invalidateQueries({ queryKey: ['tokens'] });
      done(token);
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        {trouble !== null && <Trouble failure={trouble} />}
        <TextInput
          label="Name"
          description="What it is for, such as the program that uses it"
          placeholder="now playing on the website"
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Checkbox.Group
          label="Scopes"
          description="What it may be used for, never more than you may yourself"
          {...form.getInputProps('scopes')}
        >
          <Stack gap="sm" mt="xs">
            {Object.entries(SCOPES).map(([scope, meaning]) => (
              <Checkbox key={scope} value={scope} label={scope} description={meaning} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Select
          label="Expires"
          description="After that it opens nothing"
          data={LIVES.map(({ value, label }) => ({ value: value === '' ? 'never' : value, label }))}
          allowDeselect={false}
          value={form.values.expiresIn === '' ? 'never' : form.values.expiresIn}
          error={form.errors.expiresIn}
          onChange={value => form.setFieldValue('expiresIn', value === 'never' ? '' : (value ?? ''))}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Create token
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
