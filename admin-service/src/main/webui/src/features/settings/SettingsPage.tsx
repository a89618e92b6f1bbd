import { Autocomplete, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { change } from '../../api/change';
import { api, body, type Schemas } from '../../api/client';
import { useMountsOf } from '../../api/lists';
import { useBase } from '../../parts/base';
import { Managed } from '../../parts/Managed';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { SaveOrDiscard } from '../../parts/SaveOrDiscard';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import { changesOf, valuesOf, type Settings } from './settings';

export default function SettingsPage() {
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: () => body(api.GET('/api/v1/settings')),
  });
  return (
    <>
      <PageHead title="Settings">What holds for the whole platform, in all tenants.</PageHead>
      {settings.isPending && <Waiting />}
      {settings.isError && <Trouble failure={settings.error} again={() => void settings.refetch()} />}
      {settings.data !== undefined && <Form settings={settings.data} />}
    </>
  );
}

function Form({ settings }: { settings: Settings }) {
  const client = useQueryClient();
  const mounts = useMountsOf();
  const { form, base, settle, discard } = useBase(valuesOf(settings));
  const { busy, trouble, send } = useSending(form);
  const fixed = settings.managed;
  const submit = form.onSubmit(values =>
    send(async () => {
      await api.PATCH('/api/v1/settings', {
        body: change<Schemas['SettingsBody']>(changesOf(base, values)),
      });
      settle(values);
      await client.invalidateQueries({ queryKey: ['settings'] });
      await client.invalidateQueries({ queryKey: ['addresses'] });
      notifications.show({ message: 'Saved. All services have it within a second.' });
    }),
  );
  return (
    <Panel>
      {fixed && <Managed what="What is here" />}
      <form onSubmit={submit} noValidate>
        <Stack gap="xl" maw="40rem">
          {trouble !== null && <Trouble failure={trouble} />}
          <TextInput
            label="Public URL"
            description="How listeners reach the platform: playlists, redirects, players and the code to embed them begin with it. Empty: the host that the client used, with the port of an edge."
            placeholder="https://radio.example"
            type="url"
            autoComplete="off"
            spellCheck={false}
            readOnly={fixed}
            {...form.getInputProps('publicUrl')}
          />
          <Autocomplete
            label="SHOUTcast mount"
            description="Where a SHOUTcast v1 encoder is heard, which can name no mount itself. One that sends /mount:password as its password is heard there instead. /live unless changed."
            data={(mounts.data ?? []).map(mount => mount.name)}
            limit={50}
            autoComplete="off"
            readOnly={fixed}
            {...form.getInputProps('shoutcastMount')}
          />
          <TagsInput
            label="Trusted proxies"
            description="Addresses and networks of proxies of yours. They alone are believed when they say who their client is, by PROXY protocol, X-Forwarded-For or Forwarded. Enter after each. None: nobody is believed."
            placeholder={form.values.trustedProxies.length === 0 ? '10.0.0.0/8' : undefined}
            acceptValueOnBlur
            splitChars={[',', ' ']}
            readOnly={fixed}
            {...form.getInputProps('trustedProxies')}
          />
          <Text size="sm" c="dimmed">
            {`Listeners who come to the Icecast port get a ${settings.icecastPortListeners} to an edge. The configuration that all services have is version ${settings.version}.`}
          </Text>
          {!fixed && <SaveOrDiscard dirty={form.isDirty()} busy={busy} discard={discard} />}
        </Stack>
      </form>
    </Panel>
  );
}
