import { Alert, Button, Group, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconHeadphones } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body, type Schemas } from '../../api/client';
import { Problem } from '../../api/problem';
import { Loading } from '../../parts/Loading';
import { Confirm } from '../../parts/Confirm';
import { Empty } from '../../parts/Empty';
import { count, duration } from '../../parts/format';
import { useHeld } from '../../parts/held';
import { useNow } from '../../parts/now';
import { Panel } from '../../parts/Panel';
import { Trouble } from '../../parts/Trouble';
import { administers, useMe } from '../../session/session';
import { MoveListeners } from './MoveListeners';
import { restName } from './names';
import type { Row } from './rows';
import classes from './listeners.module.css';

type Listener = Schemas['ListenerView'];

const AT_ONCE = 50;
const AGAIN_MS = 5_000;

/** Who listens to a mount, asked again every few seconds. */
export function ListenersTab({ row }: { row: Row }) {
  const me = useMe();
  const client = useQueryClient();
  // What to ask after, of each part that was passed; the last is the one that is shown.
  const [parts, setParts] = useState<readonly string[]>(['']);
  const [asking, setAsking] = useState<'all' | 'move' | null>(null);
  const [one, setOne] = useState<Listener | null>(null);
  const kicked = useHeld(one);
  const after = parts.at(-1) ?? '';
  const listeners = useQuery({
    queryKey: ['mounts', row.name, 'listeners', after],
    staleTime: 0,
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
    queryFn: () =>
      body(
        api.GET('/api/v1/mounts/{name}/listeners', {
          params: {
            path: { name: restName(row.name) },
            query: { limit: AT_ONCE, ...(after !== '' && { after }) },
          },
        }),
      ),
  });
  const seen = listeners.data;
  const refresh = () => client.invalidateQueries({ queryKey: ['mounts', row.name, 'listeners'] });

  async function kick(listener: Listener) {
    try {
      await api.DELETE('/api/v1/mounts/{name}/listeners/{id}', {
        params: { path: { name: restName(row.name), id: listener.id } },
      });
    } catch (failure) {
      if (!(failure instanceof Problem && failure.status === 404)) {
        throw failure;
      }
      notifications.show({ message: 'That listener had gone already.' });
    }
    await refresh();
  }

  async function kickAll() {
    const { affected } = await body(
      api.POST('/api/v1/mounts/{name}/kick-listeners', { params: { path: { name: restName(row.name) } } }),
    );
    notifications.show({ message: `${told(affected)} kicked.` });
    await refresh();
  }

  if (listeners.isPending) {
    return <Loading what="listeners" />;
  }
  if (seen === undefined) {
    return <Trouble failure={listeners.error} again={() => void listeners.refetch()} />;
  }
  const first = parts.length === 1;
  return (
    <>
      {listeners.isError && <Trouble failure={listeners.error} />}
      {!seen.allEdgesAnswered && (
        <Alert color="alarm" variant="light" mb="md" role="status">
          An edge has not answered within a second: its listeners are missing here. This asks again by itself.
        </Alert>
      )}
      {seen.total === 0 && first ? (
        <Panel>
          <Empty icon={IconHeadphones} title="Nobody listens">
            Whoever plays {row.name} is here a few seconds later, with address and player.
          </Empty>
        </Panel>
      ) : (
        <>
          <Panel
            flush
            title={`${count(seen.total)} ${seen.total === 1 ? 'listener' : 'listeners'}`}
            actions={
              administers(me.role) && (
                <Group gap="xs">
                  <Button variant="default" size="xs" onClick={() => setAsking('move')}>
                    Move all
                  </Button>
                  <Button variant="default" size="xs" onClick={() => setAsking('all')}>
                    Kick all
                  </Button>
                </Group>
              )
            }
          >
            <Rows items={seen.items} kick={setOne} />
          </Panel>
          {(!first || (seen.next ?? '') !== '') && (
            <Group gap="xs" mb="md">
              <Button
                variant="default"
                size="xs"
                disabled={first}
                onClick={() => setParts(parts.slice(0, -1))}
              >
                Who came before
              </Button>
              <Button
                variant="default"
                size="xs"
                disabled={(seen.next ?? '') === ''}
                onClick={() => setParts([...parts, seen.next ?? ''])}
              >
                Who came later
              </Button>
            </Group>
          )}
          <Text size="sm" c="dimmed">
            Who came first is first. Addresses are personal data: they are kept while somebody is connected.
            Who hears the fallback of a mount is listed with the fallback.
            {seen.total > 1_000 && ' Only 1,000 are named.'}
          </Text>
        </>
      )}
      <Confirm
        opened={one !== null}
        title="Kick this listener"
        act="Kick listener"
        run={() => (one === null ? Promise.resolve() : kick(one))}
        close={() => setOne(null)}
      >
        The connection of {kicked?.address} is closed. Most players come back by themselves; a ban keeps an
        address out.
      </Confirm>
      <Confirm
        opened={asking === 'all'}
        title={`Kick all listeners of ${row.name}`}
        act="Kick all"
        run={kickAll}
        close={() => setAsking(null)}
      >
        The connections of {told(seen.total)} are closed. Most players come back by themselves.
      </Confirm>
      <MoveListeners row={row} opened={asking === 'move'} close={() => setAsking(null)} moved={refresh} />
    </>
  );
}

export function told(listeners: number): string {
  return `${count(listeners)} ${listeners === 1 ? 'listener' : 'listeners'}`;
}

function Rows({ items, kick }: { items: readonly Listener[]; kick: (listener: Listener) => void }) {
  const now = useNow();
  return (
    <Table className={classes.table} verticalSpacing="xs" horizontalSpacing="md">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Address</Table.Th>
          <Table.Th>Player</Table.Th>
          <Table.Th>Listens for</Table.Th>
          <Table.Th className={classes.wide}>Behind live</Table.Th>
          <Table.Th className={classes.wide}>Edge</Table.Th>
          <Table.Th aria-label="Actions" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map(each => (
          <Table.Tr key={each.id}>
            <Table.Td>{each.address}</Table.Td>
            <Table.Td className={classes.agent}>{each.userAgent ?? 'gave no name'}</Table.Td>
            <Table.Td>{duration((now - Date.parse(each.connectedAt)) / 1000)}</Table.Td>
            <Table.Td className={classes.wide}>{(each.behind / 1000).toFixed(1)} s</Table.Td>
            <Table.Td className={classes.wide}>{each.edge}</Table.Td>
            <Table.Td>
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => kick(each)}
                aria-label={`Kick ${each.address}`}
              >
                Kick
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
