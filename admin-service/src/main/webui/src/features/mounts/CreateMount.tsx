import { ActionIcon, Button, Group, Select, Stack, TextInput, Tooltip } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, body } from '../../api/client';
import { useTenants } from '../../api/lists';
import { Dialog } from '../../parts/Dialog';
import { randomPassword } from '../../parts/secret';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';
import { useMe } from '../../session/session';
import { useFresh } from './fresh';
import { mountPage, nameProblem, withSlash } from './names';

/** A dialog that makes a mount, and goes to where its encoder is connected. */
export function CreateMount({
  opened,
  close,
  taken,
  preset,
}: {
  opened: boolean;
  close: () => void;
  /** Names that are known to be configured. */
  taken: ReadonlySet<string>;
  /** A mount that is on the air already, which is to be configured. */
  preset?: { name: string; tenant: string };
}) {
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title={preset === undefined ? 'Create mount' : `Configure ${preset.name}`}
    >
      <CreateForm close={close} taken={taken} preset={preset} />
    </Dialog>
  );
}

function CreateForm({
  close,
  taken,
  preset,
}: {
  close: () => void;
  taken: ReadonlySet<string>;
  preset: { name: string; tenant: string } | undefined;
}) {
  const me = useMe();
  const superadmin = me.role === 'superadmin';
  const tenants = useTenants(superadmin);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { hold } = useFresh('');
  const names = (tenants.data ?? []).map(each => each.name);
  const only = names.length === 1 ? names[0] : undefined;
  const form = useForm({
    validateInputOnChange: ['name'],
    initialValues: {
      name: preset?.name ?? '',
      tenant: preset?.tenant ?? me.tenant ?? '',
      streamName: '',
      password: randomPassword(),
    },
    validate: {
      name: typed => {
        const name = withSlash(typed);
        return nameProblem(name) ?? (taken.has(name) ? 'This name is taken.' : null);
      },
      tenant: tenant =>
        tenant === '' && superadmin && only === undefined ? 'Choose the tenant that it belongs to.' : null,
      password: password => (password === '' ? 'Enter a password, or generate one.' : null),
    },
  });
  const { busy, trouble, send } = useSending(form);
  const submit = form.onSubmit(values =>
    send(async () => {
      const name = withSlash(values.name);
      const tenant = values.tenant === '' ? only : values.tenant;
      await body(
        api.POST('/api/v1/mounts', {
          body: {
            name,
            password: values.password,
            ...(values.streamName.trim() !== '' && { streamName: values.streamName.trim() }),
            ...(tenant !== undefined && { tenant }),
          },
        }),
      );
      hold({ mount: name, password: values.password });
      await client.invalidateQueries({ queryKey: ['mounts'] });
      close();
      await navigate(mountPage(name, 'connect'));
    }),
  );

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {trouble !== null && <Trouble failure={trouble} />}
        <TextInput
          label="Name"
          description="Part of the address that encoders and listeners use, like /live. It cannot be changed later."
          placeholder="/live"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          readOnly={preset !== undefined}
          {...form.getInputProps('name')}
        />
        {superadmin && preset === undefined && only === undefined && (
          <Select
            label="Tenant"
            placeholder="Choose a tenant"
            description="Whose mount it is. It cannot be changed later."
            searchable
            data={names}
            {...form.getInputProps('tenant')}
          />
        )}
        <TextInput
          label="Stream name"
          description="What listeners read, like North FM. Without it, what the encoder says."
          {...form.getInputProps('streamName')}
        />
        <TextInput
          label="Password"
          description="Encoders log in with it. It is shown once more on the next page, and never again."
          autoComplete="off"
          spellCheck={false}
          rightSection={
            <Tooltip label="Generate another">
              <ActionIcon
                variant="subtle"
                aria-label="Generate another password"
                onClick={() => form.setFieldValue('password', randomPassword())}
              >
                <IconRefresh size={16} />
              </ActionIcon>
            </Tooltip>
          }
          {...form.getInputProps('password')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {preset === undefined ? 'Create mount' : 'Configure mount'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
