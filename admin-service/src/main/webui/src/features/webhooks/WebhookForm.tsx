import { Button, Checkbox, Group, MultiSelect, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { change, made } from '../../api/change';
import { api, type Schemas } from '../../api/client';
import { useMountsOf, useTenants } from '../../api/lists';
import { Managed } from '../../parts/Managed';
import { PasswordChoice } from '../../parts/PasswordChoice';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';
import { useMe } from '../../session/session';
import { EVENTS, THRESHOLD, wrongUrl, type Webhook } from './webhooks';

/** A new webhook, or what can be changed of one. */
export function WebhookForm({
  webhook,
  close,
  done,
}: {
  webhook?: Webhook;
  close: () => void;
  done: (webhook: Webhook) => void;
}) {
  const me = useMe();
  const client = useQueryClient();
  const [own, setOwn] = useState(false);
  const fixed = webhook?.managed === true;
  const tenants = useTenants(me.role === 'superadmin' && webhook === undefined);
  const form = useForm({
    initialValues: {
      tenant: webhook?.tenant ?? me.tenant ?? '',
      url: webhook?.url ?? '',
      events: webhook?.events ?? ['source.connected', 'source.lost'],
      mounts: webhook?.mounts ?? [],
      threshold: webhook?.threshold ?? ('' as number | string),
      secret: '',
    },
    validate: {
      tenant: value => (value === '' ? 'choose one' : null),
      url: wrongUrl,
      events: value => (value.length === 0 ? 'choose at least one' : null),
      threshold: (value, { events }) =>
        events.includes(THRESHOLD) && (typeof value !== 'number' || value < 1)
          ? 'is a whole number from 1'
          : null,
      secret: value =>
        own && !/^[\x21-\x7e]{16,256}$/.test(value) ? 'has 16 to 256 characters of ASCII, no spaces' : null,
    },
  });
  const { busy, trouble, send } = useSending(form);
  const { tenant, events } = form.values;
  const known = useMountsOf(tenant, tenant !== '');
  const choices = [...new Set([...(known.data ?? []).map(mount => mount.name), ...form.values.mounts])];
  const threshold = events.includes(THRESHOLD);

  const submit = form.onSubmit(values =>
    send(async () => {
      const said = {
        url: values.url,
        events: values.events,
        mounts: values.mounts.length === 0 ? null : values.mounts,
        threshold: threshold ? Number(values.threshold) : null,
      };
      const view =
        webhook === undefined
          ? await made<Webhook>(
              api.POST('/api/v1/webhooks', {
                body: change<Schemas['WebhookBody']>({
                  ...said,
                  tenant: values.tenant,
                  ...(own ? { secret: values.secret } : {}),
                }),
              }),
            )
          : await made<Webhook>(
              api.PATCH('/api/v1/webhooks/{id}', {
                params: { path: { id: webhook.id } },
                body: change<Schemas['WebhookBody']>(said),
              }),
            );
      await client.invalidateQueries({ queryKey: ['webhooks'] });
      done(view);
    }),
  );

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        {fixed && <Managed what="This webhook" />}
        {trouble !== null && <Trouble failure={trouble} />}
        {me.role === 'superadmin' && webhook === undefined && (
          <Select
            label="Tenant"
            description="It is told what happens there. Cannot be changed later."
            data={(tenants.data ?? []).map(each => each.name)}
            searchable
            data-autofocus
            {...form.getInputProps('tenant')}
            onChange={value => form.setValues({ tenant: value ?? '', mounts: [] })}
          />
        )}
        <TextInput
          label="URL"
          description="Where the events are posted as JSON. Private addresses have to be allowed by the operator of Floe (FLOE_WEBHOOK_ALLOW)."
          placeholder="https://hooks.example/floe"
          type="url"
          readOnly={fixed}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('url')}
        />
        <Checkbox.Group
          label="Events"
          description="What it is told of"
          readOnly={fixed}
          {...form.getInputProps('events')}
        >
          <Stack gap="sm" mt="xs">
            {Object.entries(EVENTS).map(([event, meaning]) => (
              <Checkbox key={event} value={event} label={event} description={meaning} disabled={fixed} />
            ))}
          </Stack>
        </Checkbox.Group>
        {threshold && (
          <NumberInput
            label="Threshold"
            description="Listeners of one mount, at which listeners.threshold is told"
            min={1}
            max={10_000_000}
            allowDecimal={false}
            readOnly={fixed}
            thousandSeparator=","
            {...form.getInputProps('threshold')}
          />
        )}
        <MultiSelect
          label="Mounts"
          description="Only events of these are told. None chosen: of all mounts of the tenant."
          placeholder={form.values.mounts.length === 0 ? 'All' : undefined}
          data={choices}
          searchable
          clearable
          limit={100}
          maxValues={100}
          hidePickedOptions
          readOnly={fixed}
          disabled={tenant === ''}
          nothingFoundMessage="No mount has that in its name."
          {...form.getInputProps('mounts')}
        />
        {webhook === undefined && (
          <PasswordChoice
            label="Secret"
            description="Requests are signed with it, so that the receiver can tell that they are from here."
            own={{ value: own, onChange: setOwn }}
            input={form.getInputProps('secret')}
          />
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {fixed ? 'Close' : 'Cancel'}
          </Button>
          {!fixed && (
            <Button type="submit" loading={busy}>
              {webhook === undefined ? 'Create webhook' : 'Save'}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
