import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { useTenants } from '../../api/lists';
import { Panel } from '../../parts/Panel';
import { administers, useMe } from '../../session/session';
import classes from './renditions.module.css';

/** Renditions that each mount of a tenant gets by itself. */
export function Siblings() {
  const me = useMe();
  const tenants = useTenants(administers(me.role));
  if (tenants.data === undefined) {
    return null;
  }
  const having = tenants.data.filter(tenant => tenant.siblings.length > 0);
  return (
    <Panel
      title="Siblings"
      actions={
        <Anchor
          component={Link}
          to={me.role === 'superadmin' ? '/tenants' : `/tenants/${me.tenant ?? ''}`}
          size="sm"
        >
          Change them at the tenant
        </Anchor>
      }
    >
      <Text size="sm" c="dimmed" mb={having.length > 0 ? 'md' : 0}>
        A sibling is a rendition that every mount of a tenant gets by itself, while its source has another
        codec.
        {having.length === 0 && (me.role === 'superadmin' ? ' No tenant has any.' : ' Your tenant has none.')}
      </Text>
      <ul className={classes.siblings}>
        {having.map(tenant => (
          <li key={tenant.name}>
            {me.role === 'superadmin' && (
              <Anchor component={Link} to={`/tenants/${tenant.name}`} size="sm">
                {tenant.name}
              </Anchor>
            )}
            {tenant.siblings.map(sibling => (
              <span key={sibling.suffix}>{said(sibling)}</span>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function said(sibling: Schemas['Sibling']): string {
  const codec = sibling.codec === 'mp3' ? 'MP3' : 'Opus';
  return `${sibling.suffix}: ${codec}, ${sibling.bitrate} kbit/s${sibling.onDemand ? ', on demand' : ''}`;
}
