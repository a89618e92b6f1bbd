import { Alert, Anchor, SegmentedControl, Table, Tabs, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useAddresses } from '../../api/lists';
import { Copy } from '../../parts/Copy';
import { Loading } from '../../parts/Loading';
import { Once } from '../../parts/Once';
import { Panel } from '../../parts/Panel';
import { Snippet } from '../../parts/Snippet';
import { State } from '../../parts/State';
import { Trouble } from '../../parts/Trouble';
import { administers, useMe } from '../../session/session';
import { setups, type Setup, type Sound } from './encoders';
import { useFresh } from './fresh';
import { mountPage } from './names';
import { formatOf, type Row } from './rows';
import classes from './connect.module.css';

/** How an encoder is connected, with settings to paste, until it is. */
export function ConnectTab({ row }: { row: Row }) {
  const me = useMe();
  const { password } = useFresh(row.name);
  const addresses = useAddresses();
  const [sound, setSound] = useState<Sound>('mp3');
  const once = useRef<HTMLDivElement>(null);
  const [encoder, setEncoder] = useState<string | null>('butt');

  // Who has just made it comes from a dialog that is gone.
  useEffect(() => once.current?.focus(), []);

  return (
    <>
      {password !== null && (
        <div className={classes.once} ref={once} tabIndex={-1}>
          <Once what={`password of ${row.name}`} secret={password} />
        </div>
      )}
      <Panel
        title="Connect an encoder"
        actions={
          <SegmentedControl
            aria-label="What it sends"
            size="xs"
            value={sound}
            onChange={value => setSound(value as Sound)}
            data={[
              { value: 'mp3', label: 'MP3' },
              { value: 'opus', label: 'Opus' },
            ]}
          />
        }
      >
        <Waiting row={row} />
        {addresses.isPending ? (
          <Loading what="addresses" />
        ) : addresses.data === undefined ? (
          <Trouble failure={addresses.error} again={() => void addresses.refetch()} />
        ) : addresses.data.icecastPort === undefined || addresses.data.icecastPort === null ? (
          <Alert color="alarm" variant="light" role="alert">
            No ingest is up, so that no encoder can connect. Start one; this page then shows its port.
          </Alert>
        ) : (
          <Tabs value={encoder} onChange={setEncoder} keepMounted={false}>
            <Encoders
              all={setups(
                {
                  host: addresses.data.host,
                  port: addresses.data.icecastPort,
                  shoutcastPort: addresses.data.shoutcastPort ?? null,
                  mount: row.name,
                  password,
                },
                sound,
              )}
            />
          </Tabs>
        )}
        {password === null && (
          <Text size="sm" c="dimmed" mt="md">
            PASSWORD stands for the password of the mount
            {row.configured?.passwordSet === false && ', which is the source password of its tenant'}. Only a
            hash of it is kept:{' '}
            {administers(me.role)
              ? 'who has lost it makes a new one under Settings.'
              : 'an admin can make a new one.'}
          </Text>
        )}
      </Panel>
    </>
  );
}

function Waiting({ row }: { row: Row }) {
  return (
    <p className={classes.waiting} role="status">
      {row.state === 'live' && row.live !== null ? (
        <>
          <State kind="live">On the air</State>
          <span>
            {formatOf(row.live)}
            {row.live.title !== '' && ` · ${row.live.title}`}
          </span>
          <Anchor component={Link} to={mountPage(row.name, 'listen')} size="sm">
            Listen
          </Anchor>
        </>
      ) : row.state === 'stalled' ? (
        <>
          <State kind="bad">Stalled</State>
          <span>The encoder is connected and sends nothing. Look whether it has sound.</span>
        </>
      ) : row.state === 'disabled' ? (
        <>
          <State kind="idle">Disabled</State>
          <span>Every encoder is refused. Enable the mount first.</span>
        </>
      ) : (
        <>
          <State kind="idle">Waiting for the encoder</State>
          <span>This turns to “On the air” by itself.</span>
        </>
      )}
    </p>
  );
}

function Encoders({ all }: { all: readonly Setup[] }) {
  return (
    <>
      <Tabs.List mb="md" aria-label="Encoders">
        {all.map(setup => (
          <Tabs.Tab key={setup.id} value={setup.id}>
            {setup.name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {all.map(setup => (
        <Tabs.Panel key={setup.id} value={setup.id}>
          <Text size="sm" mb="sm">
            {setup.where}
          </Text>
          {setup.fields.length > 0 && (
            <Table className={classes.fields} verticalSpacing={6} withRowBorders>
              <Table.Tbody>
                {setup.fields.map(([label, value]) => (
                  <Field key={label} label={label} value={value} />
                ))}
              </Table.Tbody>
            </Table>
          )}
          {setup.paste !== undefined && <Snippet text={setup.paste.text} label={setup.paste.label} />}
          <Text size="sm" mt="sm">
            {setup.then}
          </Text>
        </Tabs.Panel>
      ))}
    </>
  );
}

function Field({ label, value }: { label: string; value: string }) {
  const shown = useRef<HTMLElement>(null);
  return (
    <Table.Tr>
      <Table.Th scope="row">{label}</Table.Th>
      <Table.Td>
        <code ref={shown}>{value}</code>
      </Table.Td>
      <Table.Td>
        <Copy text={value} label={label} shown={shown} />
      </Table.Td>
    </Table.Tr>
  );
}
