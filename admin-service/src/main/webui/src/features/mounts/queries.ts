import { useQuery, useQueryClient } from '@tanstack/react-query';
import { change, type Change } from '../../api/change';
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
  return async (fields: Change<Schemas['MountBody']>): Promise<Schemas['MountView']> => {
    const changed = await body(
      api.PATCH('/api/v1/mounts/{name}', {
        params: { path: { name: restName(name) } },
        body: change<Schemas['MountBody']>(fields),
      }),
    );
    client.setQueryData(['mounts', name], changed);
    await client.invalidateQueries({ queryKey: ['mounts'] });
    return changed;
  };
}
