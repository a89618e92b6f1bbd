import { tell } from './test-answers';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, configure, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, useLocation } from 'react-router';
import { vi } from 'vitest';
import type { Schemas } from './api/client';
import { LiveProvider } from './live/LiveProvider';
import { SomebodyProvider, type Me, type Role } from './session/session';
import { theme } from './shell/theme';

// Whole pages are drawn, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 8_000 });

export { refusal, service, type Asked } from './test-answers';

/** Somebody of a role; all but superadmins are of the tenant default. */
export function somebody(role: Role, more: Partial<Me> = {}): Me {
  return {
    name: role,
    role,
    mounts: [],
    passwordGiven: false,
    ...(role === 'superadmin' ? {} : { tenant: 'default' }),
    ...more,
  };
}

/** Shows something as a page of the console, at a path. */
export function show(element: ReactNode, { me, path = '/' }: { me: Me; path?: string }) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={client}>
        <MemoryRouter initialEntries={[path]}>
          <SomebodyProvider value={me}>
            <LiveProvider>{element}</LiveProvider>
          </SomebodyProvider>
          <Where />
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

function Where() {
  return <output data-testid="where">{useLocation().pathname}</output>;
}

/** The events begin with that. */
export function air(
  mounts: Partial<Schemas['LiveMount']>[],
  renditions: Schemas['LiveRendition'][] = [],
): void {
  act(() =>
    tell('snapshot', {
      mounts: mounts.map(liveMount),
      renditions,
      services: { admins: 1, edges: 1, ingests: 1, transcoders: 1 },
      totals: { mounts: mounts.length, listeners: 0 },
    }),
  );
}

/** Something has changed on a mount, or it is new. */
export function mountNews(mount: Partial<Schemas['LiveMount']>): void {
  act(() => tell('mount', liveMount(mount)));
}

function liveMount(mount: Partial<Schemas['LiveMount']>): Schemas['LiveMount'] {
  return {
    name: '/live',
    tenant: 'default',
    state: 'live',
    contentType: 'audio/mpeg',
    streamName: '',
    genre: '',
    bitrate: 128,
    public: true,
    title: '',
    listeners: 0,
    peak: 0,
    bytesIn: 0,
    bytesOut: 0,
    since: '2026-11-30T01:00:00Z',
    ...mount,
  };
}
