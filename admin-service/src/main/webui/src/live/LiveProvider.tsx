import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import type { Board } from './board';
import { calmly } from './calm';
import { Follower, type Sight } from './follow';

const CALM_MS = 250;

const Following = createContext<Follower | null>(null);

/**
 * Follows what is on the air for everything inside.
 *
 * @param paused that nobody is let in now
 */
export function LiveProvider({ paused = false, children }: { paused?: boolean; children: ReactNode }) {
  const client = useQueryClient();
  const follower = useMemo(
    () => new Follower(() => void client.invalidateQueries({ queryKey: ['me'] })),
    [client],
  );
  useEffect(() => {
    if (paused) {
      return undefined;
    }
    follower.begin();
    return () => follower.end();
  }, [follower, paused]);
  return <Following value={follower}>{children}</Following>;
}

function useFollower(): Follower {
  const follower = useContext(Following);
  if (follower === null) {
    throw new Error('nobody follows what is on the air here');
  }
  return follower;
}

/** What is on the air, and the last minutes of it. */
export function useSight(): Sight {
  const follower = useFollower();
  return useSyncExternalStore(follower.subscribe, follower.sight);
}

/** The same four times a second at most: for pages with much on them. */
export function useCalmSight(): Sight {
  const follower = useFollower();
  const subscribe = useMemo(() => calmly(follower.subscribe, CALM_MS), [follower]);
  return useSyncExternalStore(subscribe, follower.sight);
}

/** What is on the air. */
export function useBoard(): Board {
  return useSight().board;
}
