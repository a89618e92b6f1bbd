import type { Icon } from '@tabler/icons-react';
import type { ComponentType, LazyExoticComponent } from 'react';
import type { Role } from '../session/session';

/** A page of the console: where it is, what it is called, who sees it. */
export interface Feature {
  /** Path below the console's root; what follows it belongs to the feature: `mounts/*`. */
  path: string;
  label: string;
  icon: Icon;
  group: 'air' | 'station' | 'platform';
  roles: readonly Role[];
  page: LazyExoticComponent<ComponentType>;
}

export const EVERYBODY: readonly Role[] = ['superadmin', 'admin', 'dj', 'viewer'];
export const ADMINS: readonly Role[] = ['superadmin', 'admin'];
export const SUPERADMINS: readonly Role[] = ['superadmin'];
