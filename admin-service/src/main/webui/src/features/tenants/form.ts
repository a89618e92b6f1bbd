import type { Schemas } from '../../api/client';
import { NAMES, quotasOf, type QuotaName, type Tenant } from './usage';

/** A sibling while it is entered: empty is as usual. */
export interface Sibling {
  suffix: string;
  codec: 'mp3' | 'opus';
  bitrate: number | string;
  sampleRate: number | string;
  channels: string;
  onDemand: boolean;
}

export interface TenantValues extends Record<QuotaName, number | string> {
  createMounts: boolean;
  timezone: string;
  siblings: Sibling[];
}

/** A tenant as its form has it. */
export function valuesOf(tenant: Tenant): TenantValues {
  const quotas = Object.fromEntries(NAMES.map(name => [name, tenant.quotas[name] ?? ''])) as Record<
    QuotaName,
    number | string
  >;
  return {
    ...quotas,
    createMounts: tenant.createMounts,
    timezone: tenant.timezone ?? '',
    siblings: tenant.siblings.map(sibling => ({
      suffix: sibling.suffix,
      codec: sibling.codec,
      bitrate: sibling.bitrate,
      sampleRate: sibling.sampleRate ?? '',
      channels: sibling.channels === undefined ? '' : String(sibling.channels),
      onDemand: sibling.onDemand,
    })),
  };
}

/** What has changed, as PATCH takes it: the station file may have the say about the rest. */
export function changesOf(
  before: TenantValues,
  after: TenantValues,
  quotas: boolean,
): { [K in keyof Schemas['TenantBody']]?: Schemas['TenantBody'][K] | null } {
  return {
    ...(after.createMounts === before.createMounts ? {} : { createMounts: after.createMounts }),
    ...(after.timezone === before.timezone
      ? {}
      : { timezone: after.timezone === '' ? null : after.timezone }),
    ...(JSON.stringify(after.siblings) === JSON.stringify(before.siblings)
      ? {}
      : { siblings: after.siblings.map(siblingOf) }),
    ...(!quotas || NAMES.every(name => after[name] === before[name]) ? {} : { quotas: quotasOf(after) }),
  };
}

function siblingOf(sibling: Sibling): Schemas['Sibling'] {
  return {
    suffix: sibling.suffix,
    codec: sibling.codec,
    bitrate: Number(sibling.bitrate),
    onDemand: sibling.onDemand,
    ...(sibling.sampleRate === '' ? {} : { sampleRate: Number(sibling.sampleRate) }),
    ...(sibling.channels === '' ? {} : { channels: Number(sibling.channels) }),
  };
}

/** Time zones that this browser knows. */
export function timezones(): string[] {
  return Intl.supportedValuesOf('timeZone');
}
