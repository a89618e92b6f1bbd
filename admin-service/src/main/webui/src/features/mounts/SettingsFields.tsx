import {
  Autocomplete,
  NativeSelect,
  NumberInput,
  Select,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useMountsOf } from '../../api/lists';
import { Panel } from '../../parts/Panel';
import { useMe } from '../../session/session';
import type { MountView } from './rows';
import type { Settings } from './settings';
import classes from './settings.module.css';

type Form = UseFormReturnType<Settings>;

export function StreamFields({ form }: { form: Form }) {
  return (
    <Panel title="Stream">
      <div className={classes.grid}>
        <Switch
          className={classes.switch}
          label="Enabled"
          description="A disabled mount refuses every source."
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        <NativeSelect
          label="Public"
          description="Whether the start page, the status documents and the public events name it. Who knows its address hears it either way."
          data={[
            { value: 'source', label: 'As the source says' },
            { value: 'yes', label: 'Always' },
            { value: 'no', label: 'Never: hidden' },
          ]}
          {...form.getInputProps('public')}
        />
        <TextInput
          label="Stream name"
          description="Shown instead of what the source says, when given; so are the next three."
          {...form.getInputProps('streamName')}
        />
        <TextInput label="Description" description="One line." {...form.getInputProps('description')} />
        <TextInput label="Genre" description="Like jazz." {...form.getInputProps('genre')} />
        <TextInput
          label="URL"
          description="The home page of the station, like https://radio.example."
          type="url"
          {...form.getInputProps('url')}
        />
        <Autocomplete
          label="Content type"
          description="For a source that names none. Default: audio/mpeg."
          data={['audio/mpeg', 'audio/aac', 'application/ogg', 'audio/flac', 'audio/webm']}
          {...form.getInputProps('contentType')}
        />
        <Autocomplete
          label="Charset of titles"
          description="For titles that are not UTF-8. Default: ISO-8859-1."
          data={['ISO-8859-1', 'UTF-8', 'windows-1252', 'windows-1251', 'KOI8-R', 'Shift_JIS', 'GB18030']}
          {...form.getInputProps('charset')}
        />
      </div>
    </Panel>
  );
}

export function ListenerFields({ form }: { form: Form }) {
  return (
    <Panel title="Listeners">
      <div className={classes.grid}>
        <NumberInput
          label="Burst"
          description="Bytes given at once to a new listener, so that it starts without a pause: 0 to 1,048,576. Default: 65,536, 4 s at 128 kbit/s."
          min={0}
          max={1_048_576}
          allowDecimal={false}
          thousandSeparator=","
          {...form.getInputProps('burst')}
        />
        <NativeSelect
          label="Latency"
          description="Low sends smaller pieces more often, which costs more of the servers."
          data={[
            { value: 'normal', label: 'Normal: pieces of 200 ms' },
            { value: 'low', label: 'Low: pieces of 50 ms' },
          ]}
          {...form.getInputProps('latency')}
        />
        <NumberInput
          label="Max listeners"
          description="At all edges together; beyond that they get 503. Empty: the quota of the tenant alone."
          min={1}
          allowDecimal={false}
          thousandSeparator=","
          {...form.getInputProps('maxListeners')}
        />
        <TextInput
          label="Max duration"
          description="A listener is closed after so long: 1s to 720h, like 8h. Empty: never."
          placeholder="8h"
          {...form.getInputProps('maxDuration')}
        />
      </div>
    </Panel>
  );
}

export function SourceFields({ form, mount }: { form: Form; mount: MountView }) {
  const mounts = useMountsOf(mount.tenant);
  const others = (mounts.data ?? []).map(each => each.name).filter(name => name !== mount.name);
  const fallback = form.getInputProps('fallback') as { value: string; onChange: (value: string) => void };
  return (
    <Panel title="Fallback and takeover">
      <div className={classes.grid}>
        <Select
          {...form.getInputProps('fallback')}
          label="Fallback"
          description="A mount of the same tenant that listeners hear while this one has no source. It needs the same content type."
          placeholder="None"
          searchable
          clearable
          nothingFoundMessage="No mount is called like that"
          data={
            fallback.value === '' || others.includes(fallback.value) ? others : [fallback.value, ...others]
          }
          value={fallback.value === '' ? null : fallback.value}
          onChange={value => fallback.onChange(value ?? '')}
        />
        <NativeSelect
          label="Takeover"
          description="Who may take the mount while a source is connected."
          data={[
            { value: 'sameEncoder', label: 'The same encoder coming back' },
            { value: 'always', label: 'Whoever has the password, once in 30 s' },
            { value: 'never', label: 'Nobody' },
          ]}
          {...form.getInputProps('takeover')}
        />
        <TextInput
          label="Source timeout"
          description="A source that is silent for so long is closed: 1s to 1h. Default: 10s."
          {...form.getInputProps('sourceTimeout')}
        />
      </div>
    </Panel>
  );
}

export function AccessFields({ form }: { form: Form }) {
  return (
    <Panel title="Access">
      <Text size="sm" c="dimmed" mb="md">
        Who is refused is closed at once. These hold for listeners and sources alike, so leave the encoder in.
      </Text>
      <div className={classes.grid}>
        <Textarea
          label="Allowed"
          description="Addresses and networks that it serves, one a line, like 192.0.2.0/24. Empty: everybody."
          rows={4}
          spellCheck={false}
          {...form.getInputProps('allowed')}
        />
        <Textarea
          label="Banned"
          description="Addresses and networks that it refuses, even if allowed, one a line."
          rows={4}
          spellCheck={false}
          {...form.getInputProps('banned')}
        />
        <Textarea
          label="Banned agents"
          description="Players whose name (user agent) contains one of these, one a line, in any case."
          rows={4}
          spellCheck={false}
          {...form.getInputProps('bannedAgents')}
        />
      </div>
    </Panel>
  );
}

export function HookFields({ form, mount }: { form: Form; mount: MountView }) {
  const me = useMe();
  const operator = me.role === 'superadmin';
  if (!operator && (mount.auth === undefined || mount.auth === null)) {
    return null;
  }
  return (
    <Panel title="URL authentication">
      <Text size="sm" c="dimmed" mb="md">
        Another server is asked who may listen or send. The services ask it from within the network of the
        operator{operator ? '.' : ', so that superadmins alone change this.'}
      </Text>
      <fieldset disabled={!operator} className={classes.fields}>
        <div className={classes.grid}>
          <TextInput
            label="Listener add"
            description="Asked before a listener is let in."
            placeholder="http://auth.example/add"
            type="url"
            {...form.getInputProps('listenerAdd')}
          />
          <TextInput
            label="Listener remove"
            description="Told when a listener has gone."
            type="url"
            {...form.getInputProps('listenerRemove')}
          />
          <TextInput
            label="Source connect"
            description="Asked instead of a password when a source connects."
            type="url"
            {...form.getInputProps('sourceConnect')}
          />
          <TextInput
            label="Header"
            description="An answer with this header lets in. Default: icecast-auth-user: 1"
            {...form.getInputProps('header')}
          />
          <TextInput
            label="Timeout"
            description="How long an answer is waited for: 1s to 8s. Default: 5s."
            {...form.getInputProps('timeout')}
          />
          <NativeSelect
            label="When it is down"
            description="What is done when there is no answer."
            data={[
              { value: 'deny', label: 'Nobody is let in' },
              { value: 'allow', label: 'Everybody is let in' },
            ]}
            {...form.getInputProps('whenDown')}
          />
          <TextInput
            label="Cache"
            description="How long an answer holds: 0s to 1h. Default: 0s, ask each time."
            {...form.getInputProps('cache')}
          />
        </div>
      </fieldset>
    </Panel>
  );
}
