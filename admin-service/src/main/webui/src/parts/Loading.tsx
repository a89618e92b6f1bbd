import { Skeleton } from '@mantine/core';

/** Where something will be that is being asked for. */
export function Loading({ what, h = 220 }: { what: string; h?: number }) {
  return <Skeleton h={h} role="status" aria-label={`Loading ${what}`} />;
}
