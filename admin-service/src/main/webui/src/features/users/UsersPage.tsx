import { ActionIcon, Badge, Button, Menu, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconKey, IconLock, IconPencil, IconTrash, IconUsers } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { change } from '../../api/change';
import { api, type Schemas } from '../../api/client';
import { useUsers } from '../../api/lists';
import { Find } from '../../parts/Find';
import { Confirm } from '../../parts/Confirm';
import { Dialog } from '../../parts/Dialog';
import { Empty } from '../../parts/Empty';
import { NewPassword } from '../../parts/NewPassword';
import { Once } from '../../parts/Once';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { Cell, Row, Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import { useMe } from '../../session/session';
import { found, granted, possible, type User } from './roles';
import { UserForm } from './UserForm';

type Doing =
  | { what: 'create' }
  | { what: 'edit' | 'password' | 'delete'; user: User }
  | { what: 'shown'; name: string; password: string };

export default function UsersPage() {
  const me = useMe();
  const users = useUsers();
  const client = useQueryClient();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [text, setText] = useState('');
  const close = () => setDoing(null);
  const shown = found(users.data ?? [], text);

  function told(name: string, password: string | null) {
    if (password === null) {
      notifications.show({ message: `${name} can log in with that password.` });
      close();
    } else {
      setDoing({ what: 'shown', name, password });
    }
  }

  return (
    <>
      <PageHead
        title="Users"
        actions={<Button onClick={() => setDoing({ what: 'create' })}>New user</Button>}
      >
        Who may log in here and use REST. Encoders need no user: they have the password of their mount.
      </PageHead>
      {users.isPending && <Waiting />}
      {users.isError && <Trouble failure={users.error} again={() => void users.refetch()} />}
      {users.data !== undefined && (
        <>
          {users.data.length > 8 && (
            <Find
              label="Find users"
              hint="Name, role, tenant or mount"
              mb="md"
              maw="22rem"
              text={text}
              find={setText}
            />
          )}
          <Panel flush>
            {shown.length === 0 ? (
              <Empty icon={IconUsers} title="No user is like that">
                Look for another name, role, tenant or mount.
              </Empty>
            ) : (
              <Rows
                label="Users"
                heads={['Name', 'Role', 'Mounts', ...(me.role === 'superadmin' ? ['Tenant'] : []), '']}
              >
                {shown.map(user => (
                  <Row key={user.name}>
                    <Cell kind="name">
                      {user.name}{' '}
                      {user.name === me.name && (
                        <Badge variant="light" tt="none">
                          you
                        </Badge>
                      )}
                      {user.managed && (
                        <Badge variant="light" color="gray" tt="none">
                          station file
                        </Badge>
                      )}
                    </Cell>
                    <Cell head="Role">{user.role}</Cell>
                    <Cell head="Mounts">{granted(user.role) ? user.mounts.join(', ') || 'none' : 'all'}</Cell>
                    {me.role === 'superadmin' && <Cell head="Tenant">{user.tenant ?? 'all'}</Cell>}
                    <Cell kind="actions">
                      <Actions user={user} act={what => setDoing({ what, user })} />
                    </Cell>
                  </Row>
                ))}
              </Rows>
            )}
          </Panel>
        </>
      )}
      {doing?.what === 'create' && (
        <Dialog onClose={close} title="New user" size="lg">
          <UserForm close={close} created={told} />
        </Dialog>
      )}
      {doing?.what === 'edit' && (
        <Dialog onClose={close} title={doing.user.name} size="lg">
          <UserForm user={doing.user} close={close} created={told} />
        </Dialog>
      )}
      {doing?.what === 'password' && (
        <NewPassword
          title={`New password for ${doing.user.name}`}
          save={password =>
            api.PATCH('/api/v1/users/{name}', {
              params: { path: { name: doing.user.name } },
              body: change<Schemas['UserBody']>({ password }),
            })
          }
          close={close}
          done={password => told(doing.user.name, password)}
        >
          The old one stops working at once, and all sessions of {doing.user.name} end. Tokens go on; end
          those one by one.
        </NewPassword>
      )}
      {doing?.what === 'shown' && (
        <Dialog onClose={close} title={`${doing.name} can log in`}>
          <Stack gap="md">
            <Once what={`password of ${doing.name}`} secret={doing.password} />
            <Text size="sm" c="dimmed">
              Give it to {doing.name} in a way that nobody else reads. It can be changed by whoever has it,
              under their name at the bottom of the navigation.
            </Text>
            <Button onClick={close}>I have it</Button>
          </Stack>
        </Dialog>
      )}
      {doing?.what === 'delete' && (
        <Confirm
          title={`Delete ${doing.user.name}?`}
          act="Delete user"
          close={close}
          run={async () => {
            await api.DELETE('/api/v1/users/{name}', { params: { path: { name: doing.user.name } } });
            await client.invalidateQueries({ queryKey: ['users'] });
          }}
        >
          Sessions and tokens of {doing.user.name} end at once. Mounts stay, and what is on the air goes on.
          This cannot be undone.
        </Confirm>
      )}
    </>
  );
}

function Actions({ user, act }: { user: User; act: (what: 'edit' | 'password' | 'delete') => void }) {
  const me = useMe();
  const may = possible(me, user);
  const self = user.name === me.name;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`What can be done with ${user.name}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => act('edit')}>
          {may.edit ? 'Role and mounts' : 'Show role and mounts'}
        </Menu.Item>
        {self ? (
          <Menu.Item leftSection={<IconLock size={16} />} component={Link} to="/account">
            New password
          </Menu.Item>
        ) : (
          may.edit && (
            <Menu.Item leftSection={<IconLock size={16} />} onClick={() => act('password')}>
              New password
            </Menu.Item>
          )
        )}
        <Menu.Item
          leftSection={<IconKey size={16} />}
          component={Link}
          to={self ? '/tokens' : `/tokens?user=${encodeURIComponent(user.name)}`}
        >
          Tokens
        </Menu.Item>
        {may.delete && (
          <Menu.Item leftSection={<IconTrash size={16} />} color="alarm" onClick={() => act('delete')}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
