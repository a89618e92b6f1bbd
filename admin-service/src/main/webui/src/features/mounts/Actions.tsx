import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconChevronDown,
  IconEye,
  IconEyeOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { Change } from '../../api/change';
import { api, body, type Schemas } from '../../api/client';
import { said } from '../../api/problem';
import { Confirm } from '../../parts/Confirm';
import { administers, useMe } from '../../session/session';
import { restName } from './names';
import { usePatch } from './queries';
import type { Row } from './rows';

/** What can be done to a mount at once, for those who may. */
export function Actions({ row }: { row: Row }) {
  const me = useMe();
  const patch = usePatch(row.name);
  const [asking, setAsking] = useState<'kick' | 'disable' | null>(null);
  const { configured } = row;
  if (configured === null || me.role === 'viewer') {
    return null;
  }
  const connected = row.live !== null && row.rendition === null;
  const changes = administers(me.role) && !configured.managed;
  if (!connected && !changes) {
    return null;
  }

  function set(fields: Change<Schemas['MountBody']>, done: string) {
    patch(fields).then(
      () => notifications.show({ message: done }),
      (failure: unknown) => notifications.show({ color: 'alarm', message: said(failure) }),
    );
  }

  async function kick() {
    const { affected } = await body(
      api.POST('/api/v1/mounts/{name}/kick-source', { params: { path: { name: restName(row.name) } } }),
    );
    notifications.show({
      message:
        affected === 0 ? `${row.name} had no source any more.` : `The source of ${row.name} is kicked.`,
    });
  }

  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} />}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {connected && (
            <Menu.Item leftSection={<IconPlugConnectedX size={16} />} onClick={() => setAsking('kick')}>
              Kick source
            </Menu.Item>
          )}
          {changes &&
            (configured.public === false ? (
              <Menu.Item
                leftSection={<IconEye size={16} />}
                onClick={() => set({ public: null }, `${row.name} is public if its encoder says so.`)}
              >
                Hide no longer
              </Menu.Item>
            ) : (
              <Menu.Item
                leftSection={<IconEyeOff size={16} />}
                onClick={() => set({ public: false }, `${row.name} is on no public page.`)}
              >
                Hide from public pages
              </Menu.Item>
            ))}
          {changes &&
            (configured.enabled ? (
              <Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => setAsking('disable')}>
                Disable
              </Menu.Item>
            ) : (
              <Menu.Item
                leftSection={<IconPlayerPlay size={16} />}
                onClick={() => set({ enabled: true }, `${row.name} is enabled.`)}
              >
                Enable
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={asking === 'kick'}
        title={`Kick the source of ${row.name}`}
        act="Kick source"
        run={kick}
        close={() => setAsking(null)}
      >
        The connection of its encoder is closed. Most encoders come back by themselves: to keep one out,
        disable the mount or give it a new password. Listeners go to the fallback, if there is one.
      </Confirm>
      <Confirm
        opened={asking === 'disable'}
        title={`Disable ${row.name}`}
        act="Disable mount"
        run={async () => {
          await patch({ enabled: false });
        }}
        close={() => setAsking(null)}
      >
        Its source is closed, and every encoder is refused until the mount is enabled again. Listeners go to
        the fallback, if there is one. Its settings stay.
      </Confirm>
    </>
  );
}
