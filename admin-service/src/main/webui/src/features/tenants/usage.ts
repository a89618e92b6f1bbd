import type { Schemas } from '../../api/client';
import type { Board } from '../../live/board';

export type Tenant = Schemas['TenantView'];
export type Quotas = Schemas['Quotas'];
export type QuotaName = 'mounts' | 'sources' | 'listeners' | 'egress';

/** What a tenant may have at most, in words, and in what it is measured. */
export const QUOTAS: Record<QuotaName, { label: string; description: string }> = {
  mounts: {
    label: 'Mounts',
    description: 'Configured, on the fly, and renditions',
  },
  sources: { label: 'Sources', description: 'On the air at one moment' },
  listeners: { label: 'Listeners', description: 'At one moment, over all edges' },
  egress: { label: 'Egress', description: 'kbit/s to all listeners together: listeners times bitrate' },
};

export const NAMES = Object.keys(QUOTAS) as QuotaName[];

const BITRATE_IF_UNKNOWN = 128;

/** What is used of each quota now, counted as the services count it; undefined: not known yet. */
export function used(
  tenant: string,
  mounts: readonly { name: string; tenant: string }[] | undefined,
  renditions: readonly { to: string; tenant: string; sibling: boolean }[] | undefined,
  board: Pick<Board, 'known' | 'mounts' | 'renditions'>,
): Record<QuotaName, number> | undefined {
  if (mounts === undefined || renditions === undefined || !board.known) {
    return undefined;
  }
  const made = new Set([...board.renditions.keys(), ...renditions.map(rendition => rendition.to)]);
  const names = new Set([
    ...mounts.filter(mount => mount.tenant === tenant).map(mount => mount.name),
    ...renditions.filter(each => each.tenant === tenant && !each.sibling).map(each => each.to),
  ]);
  let sources = 0;
  let listeners = 0;
  let egress = 0;
  for (const mount of board.mounts.values()) {
    if (mount.tenant === tenant) {
      listeners += mount.listeners;
      egress += mount.listeners * (mount.bitrate ?? BITRATE_IF_UNKNOWN);
      if (!made.has(mount.name)) {
        sources++;
        names.add(mount.name);
      }
    }
  }
  return { mounts: names.size, sources, listeners, egress };
}

/** Quotas of a form, as REST takes them; null: there is no limit at all. */
export function quotasOf(values: Record<QuotaName, number | string>): Quotas | null {
  const given = NAMES.filter(name => typeof values[name] === 'number').map(name => [name, values[name]]);
  return given.length === 0 ? null : (Object.fromEntries(given) as Quotas);
}
