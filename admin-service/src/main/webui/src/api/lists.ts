import { useQuery } from '@tanstack/react-query';
import { all, api, body } from './client';

const MOST_AT_ONCE = 200;
const MOST = 5_000;

/** The tenants that one sees: all of them, or one's own. */
export function useTenants(enabled = true) {
  return useQuery({
    // An object, so that it is no name of a tenant.
    queryKey: ['tenants', { list: 'all' }],
    enabled,
    queryFn: () =>
      all(after => body(api.GET('/api/v1/tenants', { params: { query: { after, limit: MOST_AT_ONCE } } }))),
  });
}

/** The mounts that are configured in a tenant; without one: all that one sees. */
export function useMountsOf(tenant?: string, enabled = true) {
  return useQuery({
    queryKey: ['mounts', { tenant }],
    enabled,
    queryFn: () =>
      all(
        after =>
          body(api.GET('/api/v1/mounts', { params: { query: { after, limit: MOST_AT_ONCE, tenant } } })),
        MOST,
      ),
  });
}

/** The renditions that are configured, and those of siblings; without a tenant: all that one sees. */
export function useRenditionsOf(tenant?: string, enabled = true) {
  return useQuery({
    queryKey: ['renditions', { tenant }],
    enabled,
    queryFn: () =>
      all(after =>
        body(api.GET('/api/v1/renditions', { params: { query: { after, limit: MOST_AT_ONCE, tenant } } })),
      ),
  });
}

/** The users that one has the say over. */
export function useUsers(enabled = true) {
  return useQuery({
    queryKey: ['users', {}],
    enabled,
    queryFn: () =>
      all(after => body(api.GET('/api/v1/users', { params: { query: { after, limit: MOST_AT_ONCE } } }))),
  });
}

/** Where encoders point and listeners listen. */
export function useAddresses() {
  return useQuery({
    queryKey: ['addresses'],
    staleTime: 60_000,
    queryFn: () => body(api.GET('/api/v1/addresses')),
  });
}

/** How the pages for listeners look, and the accent of the console. */
export function useBranding() {
  return useQuery({ queryKey: ['branding'], queryFn: () => body(api.GET('/api/v1/branding')) });
}
