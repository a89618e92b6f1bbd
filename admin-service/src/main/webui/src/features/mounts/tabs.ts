import { administers, type Role } from '../../session/session';

export type Tab = 'now' | 'listeners' | 'connect' | 'listen' | 'settings';

const ALL: readonly { id: Tab; label: string }[] = [
  { id: 'now', label: 'Now' },
  { id: 'listeners', label: 'Listeners' },
  { id: 'connect', label: 'Connect' },
  { id: 'listen', label: 'Listen' },
  { id: 'settings', label: 'Settings' },
];

/** What somebody sees of a mount. Viewers see nobody's address, and send nothing; renditions take no encoder. */
export function tabsOf(role: Role, configured: boolean, rendition = false) {
  return ALL.filter(({ id }) => {
    switch (id) {
      case 'now':
      case 'listen':
        return true;
      case 'listeners':
        return configured && role !== 'viewer';
      case 'connect':
        return configured && role !== 'viewer' && !rendition;
      case 'settings':
        return configured && administers(role);
    }
  });
}
