import { useQuery, useQueryClient } from '@tanstack/react-query';
import { all, api, body, type Schemas } from '../../api/client';
import { restName } from './names';

export type Addresses = Schemas['Addresses'];

const MOST = 5_000;

/** Mounts that are configured, all of them or those of a tenant. */
export function useMounts(tenant: string | null = null) {
  return useQuery({
    queryKey: ['mounts', 'all', tenant],
    queryFn: () =>
      all(
        after =>
          body(
            api.GET('/api/v1/mounts', {
              params: { query: { limit: 200, ...(after && { after }), ...(tenant !== null && { tenant }) } },
            }),
          ),
        MOST,
      ),
  });
}

export function useMount(name: string) {
  return useQuery({
    queryKey: ['mounts', name],
    queryFn: () => body(api.GET('/api/v1/mounts/{name}', { params: { path: { name: restName(name) } } })),
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

/** Names of tenants, for those who choose one. */
export function useTenants(wanted: boolean) {
  return useQuery({
    queryKey: ['tenants', 'all'],
    enabled: wanted,
    queryFn: () =>
      all(after =>
        body(api.GET('/api/v1/tenants', { params: { query: { limit: 200, ...(after && { after }) } } })),
      ),
  });
}

/** Changes some fields of a mount. */
export function usePatch(name: string) {
  const client = useQueryClient();
  return async (fields: Record<string, unknown>): Promise<Schemas['MountView']> => {
    const changed = await body(
      api.PATCH('/api/v1/mounts/{name}', {
        params: { path: { name: restName(name) } },
        // Only what is to change, which the type of a whole mount does not allow for.
        body: fields as unknown as Schemas['MountBody'],
      }),
    );
    client.setQueryData(['mounts', name], changed);
    await client.invalidateQueries({ queryKey: ['mounts'] });
    return changed;
  };
}
