import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { all, api, body, type Schemas } from '../../api/client';
import { moment } from '../../parts/format';

export type Webhook = Schemas['WebhookView'];
export type Delivery = Schemas['DeliveryView'];

/** What webhooks may be told of. */
export const EVENTS: Record<string, string> = {
  'source.connected': 'A source is on the air, or another one has taken over from it.',
  'source.lost': 'A mount has had no source for 2 s.',
  'metadata.changed': 'The title has changed.',
  'listeners.threshold':
    'So many listen to a mount, over all edges; and again when it has fallen under nine tenths.',
  'login.lockout':
    'Somebody has sent five wrong passwords within a minute. At an ingest it is of a mount; at the admin service of none, and then always told.',
};

export const THRESHOLD = 'listeners.threshold';

export function useWebhooks() {
  return useQuery({
    queryKey: ['webhooks'],
    queryFn: () =>
      all(after => body(api.GET('/api/v1/webhooks', { params: { query: { after, limit: 200 } } }))),
  });
}

export function useWebhook(id: string) {
  return useQuery({
    queryKey: ['webhooks', id],
    queryFn: () => body(api.GET('/api/v1/webhooks/{id}', { params: { path: { id } } })),
  });
}

const SOON = 2_000;

/** What was sent to a webhook, the newest first; looked at again while something waits. */
export function useDeliveries(id: string) {
  return useInfiniteQuery({
    queryKey: ['webhooks', id, 'deliveries'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      body(
        api.GET('/api/v1/webhooks/{id}/deliveries', {
          params: { path: { id }, query: { after: pageParam, limit: 50 } },
        }),
      ),
    getNextPageParam: last => last.next ?? undefined,
    refetchInterval: query => (waits(query.state.data?.pages.flatMap(page => page.items)) ? SOON : false),
  });
}

/** Whether any of them is still on its way. */
export function waits(deliveries: readonly Delivery[] | undefined): boolean {
  return (deliveries ?? []).some(delivery => delivery.state === 'waiting');
}

/** How a delivery stands, in a sentence or less. */
export function standing(delivery: Delivery): { kind: 'good' | 'bad' | 'idle'; text: string } {
  switch (delivery.state) {
    case 'delivered':
      return { kind: 'good', text: 'delivered' };
    case 'failed':
      return { kind: 'bad', text: 'failed' };
    case 'dropped':
      return { kind: 'bad', text: 'dropped' };
    case 'waiting':
      return { kind: 'idle', text: delivery.attempts === 0 ? 'waiting' : 'waiting, will be tried again' };
  }
}

/** What came of the last attempt, and what comes next. */
export function outcome(delivery: Delivery): string {
  const said = [
    delivery.status === undefined ? null : `status ${delivery.status}`,
    delivery.error ?? null,
    delivery.state === 'dropped' ? 'more than 1,000 were waiting' : null,
    delivery.state === 'waiting' && delivery.attempts > 0 && delivery.nextAt !== undefined
      ? `next at ${moment(delivery.nextAt)}`
      : null,
  ].filter(part => part !== null);
  return said.length === 0 ? (delivery.attempts === 0 ? 'not sent yet' : '') : said.join(', ');
}

/** What is wrong with the address of a webhook, as far as that can be seen from here. */
export function wrongUrl(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'is a URL like https://hooks.example/floe';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return 'begins with https:// or http://';
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    return 'has no user, no password and no #';
  }
  return null;
}

/** The host of an address, or all of it where a browser cannot tell. */
export function hostOf(text: string): string {
  return URL.canParse(text) ? new URL(text).host : text;
}
