import { useState } from 'react';

/** The last that there was of something: what a dialog shows while it closes. */
export function useHeld<T>(value: T | null): T | null {
  const [held, setHeld] = useState(value);
  if (value !== null && value !== held) {
    setHeld(value);
  }
  return value ?? held;
}
