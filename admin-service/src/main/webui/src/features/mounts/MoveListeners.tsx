import { Anchor, Button, Group, Select, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, body } from '../../api/client';
import { useMountsOf } from '../../api/lists';
import { useCalmSight } from '../../live/LiveProvider';
import { Dialog } from '../../parts/Dialog';
import { Trouble } from '../../parts/Trouble';
import { mountPage, restName } from './names';
import { movable } from './move';
import type { Row } from './rows';

/** A dialog that sends the listeners of a mount to another one, for good. */
export function MoveListeners({
  row,
  opened,
  close,
  moved,
}: {
  row: Row;
  opened: boolean;
  close: () => void;
  moved: () => Promise<void>;
}) {
  const { board } = useCalmSight();
  const mounts = useMountsOf(row.tenant === '' ? undefined : row.tenant);
  const [to, setTo] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const choices = movable(row, mounts.data ?? [], board);

  function leave() {
    setFailure(null);
    setTo(null);
    close();
  }

  async function move() {
    if (to === null) {
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      const { affected } = await body(
        api.POST('/api/v1/mounts/{name}/move-listeners', {
          params: { path: { name: restName(row.name) } },
          body: { to },
        }),
      );
      notifications.show({
        message: `${affected} ${affected === 1 ? 'listener is' : 'listeners are'} on ${to} now.`,
      });
      await moved();
      leave();
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog opened={opened} onClose={leave} title={`Move all listeners of ${row.name}`}>
      {failure !== null && <Trouble failure={failure} />}
      <Text size="sm" mb="md">
        They go on hearing without a break, and stay on the other mount: this does not take them back.
      </Text>
      {choices.length === 0 ? (
        <Text size="sm">
          There is none to move them to. It takes another mount of tenant {row.tenant} that is on the air with{' '}
          {row.live?.contentType ?? 'the same content type'}.{' '}
          <Anchor component={Link} to={mountPage(row.name, 'settings')} size="sm">
            A fallback
          </Anchor>{' '}
          catches them when the source goes.
        </Text>
      ) : (
        <Select
          label="To"
          description={`Mounts of tenant ${row.tenant} that are on the air with ${row.live?.contentType ?? 'the same content type'}.`}
          placeholder="Choose a mount"
          data={choices}
          value={to}
          onChange={setTo}
          data-autofocus
        />
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={leave}>
          Cancel
        </Button>
        <Button disabled={to === null} loading={busy} onClick={() => void move()}>
          Move listeners
        </Button>
      </Group>
    </Dialog>
  );
}
