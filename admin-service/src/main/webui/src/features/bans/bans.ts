import { useQuery } from '@tanstack/react-query';
import { all, api, body, type Schemas } from '../../api/client';

export type Ban = Schemas['BanView'];

export function useBans() {
  return useQuery({
    queryKey: ['bans'],
    queryFn: () => all(after => body(api.GET('/api/v1/bans', { params: { query: { after, limit: 200 } } }))),
  });
}

/** How many addresses a network has, where that is worth a warning. */
export function wide(network: string): string | null {
  const [address = '', bits] = network.trim().split('/');
  if (bits === undefined || !/^\d{1,3}$/.test(bits)) {
    return null;
  }
  const six = address.includes(':');
  const least = six ? 32 : 16;
  return Number(bits) < least
    ? `This is a very large network: ${six ? 'whole providers' : `${(2 ** (32 - Number(bits))).toLocaleString('en')} addresses`}. Look twice.`
    : null;
}

/** The bans whose network or reason contains a text. */
export function found(bans: readonly Ban[], text: string): Ban[] {
  const wanted = text.trim().toLowerCase();
  return bans.filter(ban =>
    [ban.network, ban.reason ?? ''].some(word => word.toLowerCase().includes(wanted)),
  );
}
