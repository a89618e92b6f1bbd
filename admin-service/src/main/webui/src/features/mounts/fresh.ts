import { createContext, useContext } from 'react';

/** A password that was just made. */
export interface FreshPassword {
  mount: string;
  password: string;
}

/** Holds it while the mounts are looked at, in memory alone: not in the history of the browser. */
export const Fresh = createContext<{
  password: FreshPassword | null;
  hold: (made: FreshPassword | null) => void;
}>({ password: null, hold: () => {} });

/** The password of a mount if it was just made, and how to hold a new one. */
export function useFresh(mount: string) {
  const { password, hold } = useContext(Fresh);
  return { password: password?.mount === mount ? password.password : null, hold };
}
