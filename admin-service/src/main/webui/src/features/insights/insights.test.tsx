import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook, screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it } from 'vitest';
import { service, show, somebody } from '../../test-service';
import InsightsPage from './InsightsPage';
import { RANGES, type Range } from './series';
import { useTrend } from './useHistory';

it('says to whom no mount is granted that somebody has to', async () => {
  service({ 'GET /api/v1/mounts': { items: [] } });
  show(<InsightsPage />, { me: somebody('viewer') });
  expect(await screen.findByText('No mount is granted to you')).toBeTruthy();
  expect(screen.queryByRole('tab')).toBeNull();
});

it('keeps what a trend is of with it, while another one is waited for', async () => {
  service({ 'GET /api/v1/insights/trend': { items: [] } });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const scope = { mount: '/live', tenant: undefined };
  const { result, rerender } = renderHook(({ range }: { range: Range }) => useTrend(scope, range, true), {
    wrapper,
    initialProps: { range: RANGES[0] },
  });
  await waitFor(() => expect(result.current.data?.range.key).toBe('24h'));
  rerender({ range: RANGES[1] as Range });
  expect(result.current.isPlaceholderData).toBe(true);
  expect(result.current.data?.range.key).toBe('24h');
  await waitFor(() => expect(result.current.data?.range.key).toBe('7d'));
  expect(result.current.isPlaceholderData).toBe(false);
});
