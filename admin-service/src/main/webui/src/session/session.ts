import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect } from 'react';
import { api, body, holdCsrf, onLoggedOut, type Schemas } from '../api/client';
import { refused, said } from '../api/problem';

export type Me = Schemas['MeView'];
export type Role = 'superadmin' | 'admin' | 'dj' | 'viewer';

/** Says whether somebody has logged in in this browser: the cookie itself cannot be seen from here. */
const HINT = 'floe-session';
const OVER = 'over';

/** Who is logged in; `over`: somebody was, until the service ended that; null: nobody. */
export type Who = Me | 'over' | null;

/** Who is logged in. */
export function useWho() {
  return useQuery({
    queryKey: ['me'],
    staleTime: 60_000,
    queryFn: async (): Promise<Who> => {
      const hint = localStorage.getItem(HINT);
      if (hint === null || hint === OVER) {
        return hint;
      }
      try {
        const me = await body(api.GET('/api/v1/me'));
        holdCsrf(me.csrf ?? null);
        return me;
      } catch (failure) {
        if (refused(failure)) {
          localStorage.setItem(HINT, OVER);
          return OVER;
        }
        throw failure;
      }
    },
  });
}

/** Takes note when the service ends a session, and when somebody logs in or out in another tab. */
export function useSessionEnds(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      onLoggedOut(() => {
        if (localStorage.getItem(HINT) !== null) {
          localStorage.setItem(HINT, OVER);
          client.setQueryData(['me'], OVER);
        }
      }),
    [client],
  );
  useEffect(() => {
    const heard = (event: StorageEvent) => {
      if (event.key === HINT) {
        void client.invalidateQueries({ queryKey: ['me'] });
      }
    };
    addEventListener('storage', heard);
    return () => removeEventListener('storage', heard);
  }, [client]);
}

export function useLogin() {
  const client = useQueryClient();
  return async (name: string, password: string): Promise<void> => {
    const session = await body(api.POST('/api/v1/session', { body: { name, password } }));
    holdCsrf(session.csrf);
    localStorage.setItem(HINT, '1');
    typed = password;
    dropOthers(client);
    await client.invalidateQueries({ queryKey: ['me'] });
  };
}

/** Logs the same one in again, who keeps what is on the screen. */
export function useLoginAgain(name: string) {
  const client = useQueryClient();
  return async (password: string): Promise<void> => {
    const session = await body(api.POST('/api/v1/session', { body: { name, password } }));
    holdCsrf(session.csrf);
    localStorage.setItem(HINT, '1');
    await client.invalidateQueries({ queryKey: ['me'] });
    void client.invalidateQueries({ predicate: query => query.queryKey[0] !== 'me' });
  };
}

/** Leaves the page of whoever was logged in until the service ended that. */
export function useLeave() {
  const client = useQueryClient();
  return (): void => {
    forget();
    dropOthers(client);
    client.setQueryData(['me'], null);
  };
}

/** Logs out; says so when that did not go, as the session is still there then. */
export function useLogout() {
  const leave = useLeave();
  return async (): Promise<void> => {
    try {
      await api.DELETE('/api/v1/session');
    } catch (failure) {
      if (!refused(failure)) {
        notifications.show({
          color: 'alarm',
          title: 'You are still logged in',
          message: said(failure),
        });
        return;
      }
    }
    leave();
  };
}

/** The password that was typed at login, for whoever is to change it right then; until it is asked for. */
let typed: string | undefined;

export function takeTyped(): string | undefined {
  const password = typed;
  typed = undefined;
  return password;
}

/** Forgets what somebody else may have seen; who is logged in is watched, and set anew. */
function dropOthers(client: QueryClient): void {
  client.removeQueries({ predicate: query => query.queryKey[0] !== 'me' });
}

function forget(): void {
  typed = undefined;
  holdCsrf(null);
  localStorage.removeItem(HINT);
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
