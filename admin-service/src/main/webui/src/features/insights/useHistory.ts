import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, body, type Schemas } from '../../api/client';
import type { Range } from './series';

/** What is looked at. */
export interface Scope {
  mount: string | undefined;
  tenant: string | undefined;
}

/** The whole minutes that a range ends and begins with. */
export function span(range: Range, now: number): { from: number; to: number } {
  const to = Math.floor(now / 60_000) * 60;
  return { from: to - range.seconds, to };
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

export function useTrend(scope: Scope, range: Range, enabled: boolean) {
  return useQuery({
    queryKey: ['insights', 'trend', scope, range.key],
    enabled,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const { from, to } = span(range, Date.now());
      const trend = await body(
        api.GET('/api/v1/insights/trend', {
          params: { query: { ...scope, step: range.step, from: iso(from), to: iso(to) } },
        }),
      );
      // What it is of goes with it: while another answer is waited for, this one is shown.
      return { scope, range, from, to, items: trend.items };
    },
  });
}

export function useTotals(scope: Scope, range: Range, enabled: boolean) {
  return useQuery({
    queryKey: ['insights', 'totals', scope, range.key],
    enabled,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
    queryFn: () => {
      const { from, to } = span(range, Date.now());
      return body(
        api.GET('/api/v1/insights/totals', { params: { query: { ...scope, from: iso(from), to: iso(to) } } }),
      );
    },
  });
}

export function useTop(by: 'mount' | 'agent', scope: Scope, range: Range) {
  return useQuery({
    queryKey: ['insights', 'top', by, scope, range.key],
    placeholderData: keepPreviousData,
    queryFn: () => {
      const { from, to } = span(range, Date.now());
      return body(
        api.GET('/api/v1/insights/top', {
          params: { query: { ...scope, by, from: iso(from), to: iso(to) } },
        }),
      );
    },
  });
}

export function useSongs(scope: Scope) {
  return useInfiniteQuery({
    queryKey: ['songs', scope],
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Schemas['SongsView']) => last.next ?? undefined,
    queryFn: ({ pageParam }: { pageParam: string | undefined }): Promise<Schemas['SongsView']> =>
      body(api.GET('/api/v1/songs', { params: { query: { ...scope, after: pageParam } } })),
  });
}

export function useSources(scope: Scope) {
  return useInfiniteQuery({
    queryKey: ['insights', 'sessions', scope],
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Schemas['SessionsView']) => last.next ?? undefined,
    queryFn: ({ pageParam }: { pageParam: string | undefined }): Promise<Schemas['SessionsView']> =>
      body(api.GET('/api/v1/insights/sessions', { params: { query: { ...scope, after: pageParam } } })),
  });
}
