import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api, body, holdCsrf, type Schemas } from '../api/client';
import { Problem } from '../api/problem';

export type Me = Schemas['MeView'];
export type Role = 'superadmin' | 'admin' | 'dj' | 'viewer';

/** Who is logged in; null: nobody. */
export function useWho() {
  return useQuery({
    queryKey: ['me'],
    staleTime: 60_000,
    queryFn: async (): Promise<Me | null> => {
      try {
        const me = await body(api.GET('/api/v1/me'));
        holdCsrf(me.csrf ?? null);
        return me;
      } catch (failure) {
        if (failure instanceof Problem && failure.status === 401) {
          holdCsrf(null);
          return null;
        }
        throw failure;
      }
    },
  });
}

export function useLogin() {
  const client = useQueryClient();
  return async (name: string, password: string): Promise<void> => {
    const session = await body(api.POST('/api/v1/session', { body: { name, password } }));
    holdCsrf(session.csrf ?? null);
    client.clear();
    await client.invalidateQueries({ queryKey: ['me'] });
  };
}

export function useLogout() {
  const client = useQueryClient();
  return async (): Promise<void> => {
    try {
      await api.DELETE('/api/v1/session');
    } finally {
      holdCsrf(null);
      client.clear();
      client.setQueryData(['me'], null);
    }
  };
}

const Somebody = createContext<Me | null>(null);
export const SomebodyProvider = Somebody.Provider;

/** Who is logged in, inside of pages that nobody else sees. */
export function useMe(): Me & { role: Role } {
  const me = useContext(Somebody);
  if (me === null) {
    throw new Error('nobody is logged in');
  }
  return me as Me & { role: Role };
}

/** Whether a role has the say in a tenant at least. */
export function administers(role: Role): boolean {
  return role === 'superadmin' || role === 'admin';
}
