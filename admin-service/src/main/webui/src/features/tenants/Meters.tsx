import { Meter } from './Meter';
import { NAMES, QUOTAS, type QuotaName, type Tenant } from './usage';
import classes from './tenants.module.css';

/** All quotas of a tenant, with what is used of them. */
export function Meters({ tenant, used }: { tenant: Tenant; used?: Record<QuotaName, number> }) {
  return (
    <div className={classes.meters}>
      {NAMES.map(name => (
        <Meter
          key={name}
          label={QUOTAS[name].label}
          used={used?.[name]}
          most={tenant.quotas[name]}
          unit={name === 'egress' ? ' kbit/s' : ''}
        />
      ))}
    </div>
  );
}
