import { Button, Group, NativeSelect, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { change, type Change } from '../../api/change';
import { api, body, type Schemas } from '../../api/client';
import { useMountsOf } from '../../api/lists';
import { Dialog } from '../../parts/Dialog';
import { useHeld } from '../../parts/held';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';
import { nameProblem, withSlash } from '../mounts/names';
import type { RenditionView } from './rows';
import { bitrates, nearest, RATES, suggested, type Codec } from './rules';

interface Values {
  from: string;
  to: string;
  codec: Codec;
  bitrate: string;
  sampleRate: string;
  channels: string;
  public: 'from' | 'yes' | 'no';
  onDemand: boolean;
}

/** A dialog that makes a rendition, or changes one. */
export function RenditionDialog({
  editing,
  close,
}: {
  editing: RenditionView | 'new' | null;
  close: () => void;
}) {
  const shown = useHeld(editing);
  return (
    <Dialog
      opened={editing !== null}
      onClose={close}
      title={shown === 'new' || shown === null ? 'Create rendition' : `Edit ${shown.to}`}
    >
      {shown !== null && <RenditionForm view={shown === 'new' ? null : shown} close={close} />}
    </Dialog>
  );
}

function RenditionForm({ view, close }: { view: RenditionView | null; close: () => void }) {
  const client = useQueryClient();
  const mounts = useMountsOf(view === null ? undefined : view.tenant);
  const [named, setNamed] = useState(view !== null);
  const form = useForm<Values>({
    initialValues: {
      from: view?.from ?? '',
      to: view?.to ?? '',
      codec: view?.codec ?? 'opus',
      bitrate: String(view?.bitrate ?? 96),
      sampleRate: view?.sampleRate === undefined || view.sampleRate === null ? '' : String(view.sampleRate),
      channels: view?.channels === undefined || view.channels === null ? '' : String(view.channels),
      public: view?.public === undefined || view.public === null ? 'from' : view.public ? 'yes' : 'no',
      onDemand: view?.onDemand ?? false,
    },
    validate: {
      from: from => (from === '' ? 'Choose the mount that it is made of.' : null),
      to: (to, values) =>
        view !== null
          ? null
          : (nameProblem(withSlash(to)) ??
            (withSlash(to) === values.from ? 'It is another mount than the one that it is made of.' : null)),
    },
  });
  const { codec, sampleRate } = form.values;
  const rate = sampleRate === '' ? (RATES[codec][0] ?? 0) : Number(sampleRate);

  function encode(next: { codec?: Codec; sampleRate?: string }) {
    const chosen = next.codec ?? codec;
    const asked = next.sampleRate ?? (next.codec === undefined ? sampleRate : '');
    const at = asked === '' ? (RATES[chosen][0] ?? 0) : Number(asked);
    form.setValues({
      codec: chosen,
      sampleRate: asked,
      bitrate: String(nearest(chosen, at, Number(form.values.bitrate))),
      ...(!named && { to: suggested(form.values.from, chosen) }),
    });
  }

  const { busy, trouble, send } = useSending(form);
  const submit = form.onSubmit(values =>
    send(async () => {
      await save(view, values);
      notifications.show({
        message: view === null ? `${withSlash(values.to)} is created.` : `${view.to} is changed.`,
      });
      await client.invalidateQueries({ queryKey: ['renditions'] });
      close();
    }),
  );

  const known = bitrates(codec, rate).map(String);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {trouble !== null && <Trouble failure={trouble} />}
        <Select
          {...form.getInputProps('from')}
          label="From"
          description="The mount that it is made of."
          placeholder="Choose a mount"
          searchable
          nothingFoundMessage="No mount is called like that"
          data={inputs(mounts.data ?? [], form.values.from)}
          value={form.values.from === '' ? null : form.values.from}
          onChange={from =>
            form.setValues({ from: from ?? '', ...(!named && { to: suggested(from ?? '', codec) }) })
          }
        />
        <TextInput
          label="To"
          description="The mount that it makes, like /live.opus. It cannot be changed later, and takes no encoder."
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          readOnly={view !== null}
          {...form.getInputProps('to')}
          onChange={event => {
            setNamed(true);
            form.setFieldValue('to', event.currentTarget.value);
          }}
        />
        <NativeSelect
          label="Codec"
          description="Opus sounds better at the same bitrate, MP3 plays everywhere."
          data={[
            { value: 'opus', label: 'Opus' },
            { value: 'mp3', label: 'MP3' },
          ]}
          {...form.getInputProps('codec')}
          onChange={event => encode({ codec: event.currentTarget.value as Codec })}
        />
        <NativeSelect
          label="Bitrate"
          description="In kbit/s."
          data={known.includes(form.values.bitrate) ? known : [form.values.bitrate, ...known]}
          {...form.getInputProps('bitrate')}
        />
        {codec === 'mp3' && (
          <NativeSelect
            label="Sample rate"
            description="In Hz. Lower ones sound duller and allow for lower bitrates."
            data={[
              { value: '', label: 'Usual: 44,100' },
              ...RATES.mp3.map(each => ({ value: String(each), label: each.toLocaleString('en') })),
            ]}
            {...form.getInputProps('sampleRate')}
            onChange={event => encode({ sampleRate: event.currentTarget.value })}
          />
        )}
        <NativeSelect
          label="Channels"
          data={[
            { value: '', label: 'Usual: stereo' },
            { value: '2', label: 'Stereo' },
            { value: '1', label: 'Mono' },
          ]}
          {...form.getInputProps('channels')}
        />
        <NativeSelect
          label="Public"
          data={[
            { value: 'from', label: 'When the mount that it is made of is' },
            { value: 'yes', label: 'Always' },
            { value: 'no', label: 'Never: hidden' },
          ]}
          {...form.getInputProps('public')}
        />
        <Switch
          label="On demand"
          description="Encoded only while somebody listens: saves CPU, and the first listener waits a moment."
          {...form.getInputProps('onDemand', { type: 'checkbox' })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {view === null ? 'Create rendition' : 'Save changes'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function inputs(mounts: readonly Schemas['MountView'][], from: string): string[] {
  const names = mounts.map(each => each.name);
  return from === '' || names.includes(from) ? names : [from, ...names];
}

async function save(view: RenditionView | null, values: Values): Promise<void> {
  const settings: Change<Schemas['RenditionBody']> = {
    from: values.from,
    codec: values.codec,
    bitrate: Number(values.bitrate),
    sampleRate: values.sampleRate === '' ? null : Number(values.sampleRate),
    channels: values.channels === '' ? null : Number(values.channels),
    public: values.public === 'from' ? null : values.public === 'yes',
    onDemand: values.onDemand,
  };
  if (view === null) {
    const given: typeof settings = Object.fromEntries(
      Object.entries(settings).filter(([, value]) => value !== null),
    );
    const to = withSlash(values.to);
    await body(api.POST('/api/v1/renditions', { body: change<Schemas['RenditionBody']>({ ...given, to }) }));
  } else {
    await body(
      api.PATCH('/api/v1/renditions/{name}', {
        params: { path: { name: view.to.slice(1) } },
        body: change<Schemas['RenditionBody']>(settings),
      }),
    );
  }
}
