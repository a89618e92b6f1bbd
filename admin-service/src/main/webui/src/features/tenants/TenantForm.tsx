import { Select, Stack, Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { change } from '../../api/change';
import { api, type Schemas } from '../../api/client';
import { useBase } from '../../parts/base';
import { Panel } from '../../parts/Panel';
import { SaveOrDiscard } from '../../parts/SaveOrDiscard';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';
import { useMe } from '../../session/session';
import { changesOf, timezones, valuesOf } from './form';
import { QuotaFields } from './QuotaFields';
import { Siblings } from './Siblings';
import type { Tenant } from './usage';

/** What can be changed of a tenant: quotas by superadmins alone. */
export function TenantForm({ tenant }: { tenant: Tenant }) {
  const superadmin = useMe().role === 'superadmin';
  const client = useQueryClient();
  const zones = useMemo(() => timezones(), []);
  const { form, base, settle, discard } = useBase(valuesOf(tenant));
  const { busy, trouble, send } = useSending(form);
  const fixed = tenant.managed;

  const submit = form.onSubmit(values =>
    send(async () => {
      const body = changesOf(base, values, superadmin);
      await api.PATCH('/api/v1/tenants/{name}', {
        params: { path: { name: tenant.name } },
        body: change<Schemas['TenantBody']>(body),
      });
      settle(values);
      await client.invalidateQueries({ queryKey: ['tenants'] });
      notifications.show({ message: 'Saved. All services have it within a second.' });
    }),
  );

  return (
    <Panel title="Settings">
      <form onSubmit={submit} noValidate>
        <Stack gap="xl">
          {trouble !== null && <Trouble failure={trouble} />}
          {superadmin && (
            <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
              <Text component="legend" size="sm" fw={500} mb="xs">
                Quotas
              </Text>
              <QuotaFields input={name => form.getInputProps(name)} readOnly={fixed} />
            </fieldset>
          )}
          <Switch
            label="Create mounts on the fly"
            description="Encoders that know the source password may send to any new mount."
            disabled={fixed}
            {...form.getInputProps('createMounts', { type: 'checkbox' })}
          />
          <Select
            label="Time zone"
            description="Where the days of its history are cut. Holds for days to come."
            placeholder="UTC"
            data={zones}
            searchable
            clearable
            limit={100}
            readOnly={fixed}
            maw="22rem"
            {...form.getInputProps('timezone')}
            value={form.values.timezone === '' ? null : form.values.timezone}
            onChange={value => form.setFieldValue('timezone', value ?? '')}
          />
          <Siblings
            siblings={form.values.siblings}
            onChange={siblings => form.setFieldValue('siblings', siblings)}
            error={form.errors.siblings}
            fixed={fixed}
          />
          {!fixed && <SaveOrDiscard dirty={form.isDirty()} busy={busy} discard={discard} />}
        </Stack>
      </form>
    </Panel>
  );
}
