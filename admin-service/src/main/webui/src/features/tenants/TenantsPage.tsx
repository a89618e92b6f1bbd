import { Anchor, Badge, Button } from '@mantine/core';
import { useState } from 'react';
import { Link, Route, Routes, useParams } from 'react-router';
import { useMountsOf, useRenditionsOf, useTenants } from '../../api/lists';
import { useBoard } from '../../live/LiveProvider';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import { useMe } from '../../session/session';
import { Meters } from './Meters';
import { NewTenant } from './NewTenant';
import { TenantPage } from './TenantPage';
import { used } from './usage';
import classes from './tenants.module.css';

/** All tenants for superadmins, one's own for an admin. */
export default function TenantsPage() {
  const me = useMe();
  if (me.role !== 'superadmin') {
    return <TenantPage name={me.tenant ?? ''} />;
  }
  return (
    <Routes>
      <Route index element={<List />} />
      <Route path=":name" element={<Chosen />} />
    </Routes>
  );
}

function Chosen() {
  const { name = '' } = useParams();
  return <TenantPage key={name} name={name} />;
}

function List() {
  const tenants = useTenants();
  const mounts = useMountsOf();
  const renditions = useRenditionsOf();
  const board = useBoard();
  const [creating, setCreating] = useState(false);
  return (
    <>
      <PageHead title="Tenants" actions={<Button onClick={() => setCreating(true)}>New tenant</Button>}>
        Stations that share this platform. Each has its own mounts and users, and sees nothing of the others;
        quotas say how much of it each may use.
      </PageHead>
      {tenants.isPending && <Waiting />}
      {tenants.isError && <Trouble failure={tenants.error} again={() => void tenants.refetch()} />}
      {tenants.data?.map(tenant => (
        <Panel key={tenant.name}>
          <div className={classes.head}>
            <h2>
              <Anchor component={Link} to={`/tenants/${tenant.name}`} inherit>
                {tenant.name}
              </Anchor>
            </h2>
            {tenant.managed && (
              <Badge variant="light" color="gray" tt="none">
                station file
              </Badge>
            )}
          </div>
          <Meters tenant={tenant} used={used(tenant.name, mounts.data, renditions.data, board)} />
        </Panel>
      ))}
      {creating && <NewTenant close={() => setCreating(false)} />}
    </>
  );
}
