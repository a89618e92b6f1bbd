import { Anchor, Badge, Button } from '@mantine/core';
import { IconWebhook } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, Route, Routes, useNavigate } from 'react-router';
import { Dialog } from '../../parts/Dialog';
import { Empty } from '../../parts/Empty';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { Cell, Row, Rows } from '../../parts/Rows';
import { State } from '../../parts/State';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import { useMe } from '../../session/session';
import { WebhookForm } from './WebhookForm';
import { SecretShown, WebhookPage } from './WebhookPage';
import { useWebhooks, type Webhook } from './webhooks';

export default function WebhooksPage() {
  return (
    <Routes>
      <Route index element={<List />} />
      <Route path=":id" element={<WebhookPage />} />
    </Routes>
  );
}

function List() {
  const me = useMe();
  const webhooks = useWebhooks();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<Webhook | null>(null);
  const superadmin = me.role === 'superadmin';
  const create = <Button onClick={() => setCreating(true)}>New webhook</Button>;

  return (
    <>
      <PageHead title="Webhooks" actions={(webhooks.data?.length ?? 0) > 0 && create}>
        What happens here, told to other servers as signed requests: a source comes or goes, a title changes,
        many listen.
      </PageHead>
      {webhooks.isPending && <Waiting />}
      {webhooks.isError && <Trouble failure={webhooks.error} again={() => void webhooks.refetch()} />}
      {webhooks.data !== undefined && (
        <Panel flush>
          {webhooks.data.length === 0 ? (
            <Empty icon={IconWebhook} title="Nobody is told yet" action={create}>
              Give the URL of a server of yours, and choose what it is to be told. Each event is kept until it
              has arrived, for a day at most, and what was sent can be looked at here.
            </Empty>
          ) : (
            <Rows
              label="Webhooks"
              heads={['URL', 'State', 'Events', 'Mounts', ...(superadmin ? ['Tenant'] : [])]}
            >
              {webhooks.data.map(webhook => (
                <Row key={webhook.id}>
                  <Cell kind="name">
                    <Anchor component={Link} to={`/webhooks/${webhook.id}`} inherit>
                      {webhook.url}
                    </Anchor>{' '}
                    {webhook.managed && (
                      <Badge variant="light" color="gray" tt="none">
                        station file
                      </Badge>
                    )}
                  </Cell>
                  <Cell>
                    <State kind={webhook.enabled ? 'good' : 'idle'}>
                      {webhook.enabled ? 'enabled' : 'disabled'}
                    </State>
                  </Cell>
                  <Cell head="Events">{webhook.events.join(', ')}</Cell>
                  <Cell head="Mounts">{webhook.mounts?.join(', ') ?? 'all'}</Cell>
                  {superadmin && <Cell head="Tenant">{webhook.tenant}</Cell>}
                </Row>
              ))}
            </Rows>
          )}
        </Panel>
      )}
      {creating && (
        <Dialog onClose={() => setCreating(false)} title="New webhook" size="lg">
          <WebhookForm
            close={() => setCreating(false)}
            done={webhook => {
              setCreating(false);
              if (webhook.secret === undefined) {
                void navigate(`/webhooks/${webhook.id}`);
              } else {
                setMade(webhook);
              }
            }}
          />
        </Dialog>
      )}
      {made?.secret !== undefined && (
        <SecretShown secret={made.secret} close={() => void navigate(`/webhooks/${made.id}`)} />
      )}
    </>
  );
}
