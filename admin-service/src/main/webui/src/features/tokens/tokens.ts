import { useQuery } from '@tanstack/react-query';
import { all, api, body, type Schemas } from '../../api/client';
import { moment } from '../../parts/format';

export type Token = Schemas['TokenView'];

/** What a token may be used for. */
export const SCOPES: Record<string, string> = {
  read: 'See what its owner sees.',
  write: 'Make, change and delete what its owner may. A token of an admin makes users too.',
  kick: 'Close sources and listeners, and move listeners.',
};

/** How long a token lasts, as REST takes it; empty: for ever. */
export const LIVES = [
  { value: '24h', label: 'A day' },
  { value: '168h', label: '7 days' },
  { value: '720h', label: '30 days' },
  { value: '2160h', label: '90 days' },
  { value: '8760h', label: 'A year' },
  { value: '', label: 'It does not expire' },
];

/** Tokens of a user; without a name: one's own. */
export function useTokens(user?: string) {
  return useQuery({
    queryKey: ['tokens', { user }],
    queryFn: () =>
      all(after => body(api.GET('/api/v1/tokens', { params: { query: { after, limit: 200, user } } }))),
  });
}

/** Until when a token lasts, and whether that is over. */
export function end(token: Token, now: number): { over: boolean; text: string } {
  if (token.expiresAt === undefined) {
    return { over: false, text: 'never' };
  }
  const over = Date.parse(token.expiresAt) <= now;
  return { over, text: over ? `expired ${moment(token.expiresAt)}` : moment(token.expiresAt) };
}
