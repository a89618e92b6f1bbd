import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { change } from '../../api/change';
import { api, type Schemas } from '../../api/client';
import { Dialog } from '../../parts/Dialog';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';
import { QuotaFields } from './QuotaFields';
import { quotasOf } from './usage';

/** A new tenant, by a superadmin. */
export function NewTenant({ close }: { close: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: {
      name: '',
      createMounts: false,
      mounts: '' as number | string,
      sources: '' as number | string,
      listeners: '' as number | string,
      egress: '' as number | string,
    },
    validate: {
      name: value =>
        /^[a-z0-9-]{1,63}$/.test(value) ? null : 'has 1 to 63 small letters, digits and dashes',
    },
  });
  const { busy, trouble, send } = useSending(form);
  const submit = form.onSubmit(values =>
    send(async () => {
      await api.POST('/api/v1/tenants', {
        body: change<Schemas['TenantBody']>({
          name: values.name,
          createMounts: values.createMounts,
          quotas: quotasOf(values),
        }),
      });
      await client.invalidateQueries({ queryKey: ['tenants'] });
      await navigate(`/tenants/${values.name}`);
    }),
  );
  return (
    <Dialog onClose={close} title="New tenant" size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          {trouble !== null && <Trouble failure={trouble} />}
          <TextInput
            label="Name"
            description="Small letters, digits and dashes. Cannot be changed later."
            placeholder="north"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <QuotaFields input={name => form.getInputProps(name)} />
          <Switch
            label="Create mounts on the fly"
            description="Encoders that know the source password may send to any new mount."
            {...form.getInputProps('createMounts', { type: 'checkbox' })}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Create tenant
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
