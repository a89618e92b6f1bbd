import { Alert, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus, IconVersions } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { all, api, body } from '../../api/client';
import { useCalmSight } from '../../live/LiveProvider';
import { Loading } from '../../parts/Loading';
import { Confirm } from '../../parts/Confirm';
import { Empty } from '../../parts/Empty';
import { useHeld } from '../../parts/held';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { Trouble } from '../../parts/Trouble';
import { administers, useMe } from '../../session/session';
import { Explained } from './Explained';
import { RenditionDialog } from './RenditionDialog';
import { RenditionRows } from './RenditionRows';
import { rowsOf, type RenditionView } from './rows';
import { Siblings } from './Siblings';

const MOST = 5_000;

export default function RenditionsPage() {
  const me = useMe();
  const client = useQueryClient();
  const { board } = useCalmSight();
  const changes = administers(me.role);
  const [editing, setEditing] = useState<RenditionView | 'new' | null>(null);
  const [ending, setEnding] = useState<RenditionView | null>(null);
  const ended = useHeld(ending);
  // Siblings come and go with what is on the air, which events tell of.
  const made = [...board.renditions.keys()].sort().join(' ');
  const renditions = useQuery({
    queryKey: ['renditions', 'all', made],
    placeholderData: before => before,
    queryFn: () =>
      all(
        after =>
          body(api.GET('/api/v1/renditions', { params: { query: { limit: 200, ...(after && { after }) } } })),
        MOST,
      ),
  });
  const rows = rowsOf(renditions.data ?? [], board);
  const create = changes && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
      Create rendition
    </Button>
  );

  async function end(view: RenditionView) {
    await api.DELETE('/api/v1/renditions/{name}', { params: { path: { name: view.to.slice(1) } } });
    notifications.show({ message: `The rendition ${view.to} is deleted.` });
    await client.invalidateQueries({ queryKey: ['renditions'] });
  }

  return (
    <>
      <PageHead title="Renditions" actions={create}>
        A rendition is a mount that a transcoder makes of another one, with another codec or bitrate.
      </PageHead>
      {renditions.isError && <Trouble failure={renditions.error} again={() => void renditions.refetch()} />}
      {board.services?.transcoders === 0 && rows.length > 0 && (
        <Alert color="alarm" variant="light" role="alert" mb="md">
          No transcoder is up, so that nothing is encoded. Start one: it takes up its work within a second.
        </Alert>
      )}
      {renditions.isPending ? (
        <Loading what="renditions" />
      ) : rows.length === 0 && !renditions.isError ? (
        <Panel>
          <Empty icon={IconVersions} title="There is no rendition yet" action={create}>
            {changes
              ? 'Make one for listeners with little bandwidth, or for players that do not know the codec of your encoder. It is on the air whenever its input is.'
              : 'Renditions of mounts that are granted to you will be here.'}
          </Empty>
        </Panel>
      ) : (
        <RenditionRows
          rows={rows}
          tenants={me.role === 'superadmin'}
          changes={changes}
          edit={setEditing}
          end={setEnding}
        />
      )}
      {rows.length > 0 && <Explained />}
      <Siblings />
      <RenditionDialog editing={editing} close={() => setEditing(null)} />
      <Confirm
        opened={ending !== null}
        title={`Delete the rendition ${ended?.to ?? ''}`}
        act="Delete rendition"
        run={() => (ending === null ? Promise.resolve() : end(ending))}
        close={() => setEnding(null)}
      >
        {ended?.to} goes off the air, and its listeners go to its fallback, if it has one. The mount{' '}
        {ended?.from} stays.
      </Confirm>
    </>
  );
}
