import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import type { Board } from './board';
import { Follower, type Sight } from './follow';

const Following = createContext<Follower | null>(null);

/** Follows what is on the air for everything inside. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const follower = useMemo(
    () => new Follower(() => void client.invalidateQueries({ queryKey: ['me'] })),
    [client],
  );
  useEffect(() => {
    follower.begin();
    return () => follower.end();
  }, [follower]);
  return <Following value={follower}>{children}</Following>;
}

/** What is on the air, and the last minutes of it. */
export function useSight(): Sight {
  const follower = useContext(Following);
  if (follower === null) {
    throw new Error('nobody follows what is on the air here');
  }
  return useSyncExternalStore(follower.subscribe, follower.sight);
}

/** What is on the air. */
export function useBoard(): Board {
  return useSight().board;
}
