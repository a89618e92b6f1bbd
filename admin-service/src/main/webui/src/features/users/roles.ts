import type { Schemas } from '../../api/client';
import type { Me, Role } from '../../session/session';

export type User = Schemas['UserView'];

/** What each role may, in the words of docs/admin.md. */
export const ROLES: Record<Role, string> = {
  superadmin: 'Everything, in all tenants. Belongs to none.',
  admin: 'Everything in its tenant but its quotas: mounts, users, webhooks, tokens.',
  dj: 'Sees the mounts that are granted, and who listens; kicks their sources, and closes one listener at a time.',
  viewer: 'Sees the mounts that are granted, and their renditions, but nobody’s address.',
};

/** Roles that somebody may give to a new user. */
export function given(me: { role: Role }): Role[] {
  return me.role === 'superadmin' ? ['superadmin', 'admin', 'dj', 'viewer'] : ['admin', 'dj', 'viewer'];
}

/** Whether a role is about some mounts alone. */
export function granted(role: string): boolean {
  return role === 'dj' || role === 'viewer';
}

/** What may be done to a user: nobody locks out themselves, and the station file has the say over its users. */
export function possible(
  me: Pick<Me, 'name'>,
  user: User,
): { edit: boolean; role: boolean; delete: boolean } {
  const self = user.name === me.name;
  return {
    edit: !user.managed,
    role: !user.managed && !self && user.role !== 'superadmin',
    delete: !user.managed && !self,
  };
}

/** Users whose name, role, tenant or mounts contain a text. */
export function found(users: readonly User[], text: string): User[] {
  const wanted = text.trim().toLowerCase();
  return users.filter(user =>
    [user.name, user.role, user.tenant ?? '', ...user.mounts].some(word =>
      word.toLowerCase().includes(wanted),
    ),
  );
}
