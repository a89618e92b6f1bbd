import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../api/client';
import { Confirm } from '../../parts/Confirm';
import { Panel } from '../../parts/Panel';
import { randomPassword } from '../../parts/secret';
import { useFresh } from './fresh';
import { mountPage, restName } from './names';
import { usePatch } from './queries';
import type { MountView } from './rows';

/** A new password, and the end of a mount. */
export function DangerPanels({ mount }: { mount: MountView }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const patch = usePatch(mount.name);
  const { password: held, hold } = useFresh(mount.name);
  const [asking, setAsking] = useState<'password' | 'none' | 'delete' | null>(null);
  const close = () => setAsking(null);

  /** What was just made opens nothing any more; that of another mount does. */
  function forget() {
    if (held !== null) {
      hold(null);
    }
  }

  async function renew() {
    const password = randomPassword();
    await patch({ password });
    hold({ mount: mount.name, password });
    await navigate(mountPage(mount.name, 'connect'));
  }

  async function remove() {
    await api.DELETE('/api/v1/mounts/{name}', { params: { path: { name: restName(mount.name) } } });
    forget();
    notifications.show({ message: `${mount.name} is deleted.` });
    await navigate('/mounts');
    client.removeQueries({ queryKey: ['mounts', mount.name] });
    await client.invalidateQueries({ queryKey: ['mounts'] });
  }

  if (mount.managed) {
    return null;
  }
  return (
    <>
      <Panel title="Password">
        <Group justify="space-between" gap="md">
          <Text size="sm" maw="36rem">
            {mount.passwordSet
              ? 'Encoders log in with the password of this mount. Only a hash of it is kept.'
              : 'It has no password of its own: encoders log in with the source password of its tenant.'}
          </Text>
          <Group gap="sm">
            {mount.passwordSet && (
              <Button variant="default" onClick={() => setAsking('none')}>
                Use the tenant’s
              </Button>
            )}
            <Button variant="default" onClick={() => setAsking('password')}>
              New password
            </Button>
          </Group>
        </Group>
      </Panel>
      <Panel title="Delete">
        <Group justify="space-between" gap="md">
          <Text size="sm" maw="36rem">
            Its settings and its password go for good. To keep encoders out for a while, disable it instead.
          </Text>
          <Button color="alarm" variant="outline" onClick={() => setAsking('delete')}>
            Delete mount
          </Button>
        </Group>
      </Panel>
      <Confirm
        opened={asking === 'password'}
        title={`New password for ${mount.name}`}
        act="Make a new password"
        dangerous={false}
        run={renew}
        close={close}
      >
        It is shown once. The old one opens nothing any more; an encoder that is connected stays, and needs
        the new one when it connects again.
      </Confirm>
      <Confirm
        opened={asking === 'none'}
        title={`Take the password of ${mount.name} away`}
        act="Use the tenant’s password"
        run={async () => {
          await patch({ passwordHash: null });
          forget();
        }}
        close={close}
      >
        Encoders then log in with the source password of tenant {mount.tenant}. The password of the mount
        opens nothing any more.
      </Confirm>
      <Confirm
        opened={asking === 'delete'}
        title={`Delete ${mount.name}`}
        act="Delete mount"
        run={remove}
        close={close}
      >
        Its settings, its password and what was granted of it to users are gone for good. A source that is
        connected is closed, unless its tenant lets mounts be made on the fly and its password is the
        tenant’s.
      </Confirm>
    </>
  );
}
