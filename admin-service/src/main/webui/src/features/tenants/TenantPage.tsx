import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { change } from '../../api/change';
import { api, body, type Schemas } from '../../api/client';
import { useMountsOf, useRenditionsOf } from '../../api/lists';
import { useBoard } from '../../live/LiveProvider';
import { Confirm } from '../../parts/Confirm';
import { Dialog } from '../../parts/Dialog';
import { Managed } from '../../parts/Managed';
import { NewPassword } from '../../parts/NewPassword';
import { Once } from '../../parts/Once';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { State } from '../../parts/State';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import { useMe } from '../../session/session';
import { Meters } from './Meters';
import { TenantForm } from './TenantForm';
import { used, type Tenant } from './usage';

/** One tenant: what it uses, and what can be changed. */
export function TenantPage({ name }: { name: string }) {
  const superadmin = useMe().role === 'superadmin';
  const tenant = useQuery({
    queryKey: ['tenants', name],
    queryFn: () => body(api.GET('/api/v1/tenants/{name}', { params: { path: { name } } })),
  });
  return (
    <>
      {superadmin && (
        <Anchor component={Link} to="/tenants" size="sm">
          All tenants
        </Anchor>
      )}
      {tenant.isPending && <Waiting />}
      {tenant.isError && <Trouble failure={tenant.error} again={() => void tenant.refetch()} />}
      {tenant.data !== undefined && <One key={name} tenant={tenant.data} superadmin={superadmin} />}
    </>
  );
}

function One({ tenant, superadmin }: { tenant: Tenant; superadmin: boolean }) {
  const { name } = tenant;
  const client = useQueryClient();
  const navigate = useNavigate();
  const board = useBoard();
  const mounts = useMountsOf(name);
  const renditions = useRenditionsOf(name);
  const [doing, setDoing] = useState<'password' | 'delete' | null>(null);
  const [password, setPassword] = useState<string | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      <PageHead
        title={name}
        actions={
          superadmin &&
          !tenant.managed && (
            <Button variant="default" onClick={() => setDoing('delete')}>
              Delete tenant
            </Button>
          )
        }
      >
        {superadmin
          ? 'A tenant owns mounts, renditions, webhooks and users, and sees nothing of others.'
          : 'Your tenant. Its quotas are set by a superadmin.'}
      </PageHead>
      {tenant.managed && <Managed what={`Tenant ${name}`} />}
      <Panel title="Used now">
        <Meters tenant={tenant} used={used(name, mounts.data, renditions.data, board)} />
      </Panel>
      <Panel title="Source password">
        <Group justify="space-between" align="flex-start" gap="md">
          <Stack gap="xs" maw="40rem">
            <State kind={tenant.sourcePasswordSet ? 'good' : 'idle'}>
              {tenant.sourcePasswordSet ? 'set' : 'not set'}
            </State>
            <Text size="sm" c="dimmed">
              Lets encoders in at every mount of the tenant that has no password of its own, and at new ones
              if mounts are created on the fly.
            </Text>
          </Stack>
          {!tenant.managed && (
            <Button variant="default" onClick={() => setDoing('password')}>
              New source password
            </Button>
          )}
        </Group>
      </Panel>
      <TenantForm tenant={tenant} />
      {doing === 'password' && (
        <NewPassword
          title={`New source password of ${name}`}
          field="sourcePassword"
          save={sourcePassword =>
            api.PATCH('/api/v1/tenants/{name}', {
              params: { path: { name } },
              body: change<Schemas['TenantBody']>({ sourcePassword }),
            })
          }
          close={close}
          done={made => {
            close();
            setPassword(made);
            void client.invalidateQueries({ queryKey: ['tenants'] });
            if (made === null) {
              notifications.show({ message: 'The source password is changed.' });
            }
          }}
        >
          The old one opens nothing any more. Sources that are on the air stay.
        </NewPassword>
      )}
      {password !== null && (
        <Dialog onClose={() => setPassword(null)} title={`Source password of ${name}`}>
          <Stack gap="md">
            <Once what="source password" secret={password} />
            <Button onClick={() => setPassword(null)}>I have it</Button>
          </Stack>
        </Dialog>
      )}
      {doing === 'delete' && (
        <Confirm
          title={`Delete ${name}?`}
          act="Delete tenant"
          close={close}
          run={async () => {
            await api.DELETE('/api/v1/tenants/{name}', { params: { path: { name } } });
            await navigate('/tenants');
            client.removeQueries({ queryKey: ['tenants', name] });
            await client.invalidateQueries();
          }}
        >
          Its users, tokens and webhooks are gone at once, and its history within an hour. A tenant that has
          mounts or renditions is kept: delete those first. This cannot be undone.
        </Confirm>
      )}
    </>
  );
}
