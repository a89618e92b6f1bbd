import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body, type Schemas } from '../../api/client';
import { restName } from './names';

export type Addresses = Schemas['Addresses'];

export function useMount(name: string) {
  return useQuery({
    queryKey: ['mounts', name],
    queryFn: () => body(api.GET('/api/v1/mounts/{name}', { params: { path: { name: restName(name) } } })),
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
