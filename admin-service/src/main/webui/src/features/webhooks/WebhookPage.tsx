import { ActionIcon, Alert, Anchor, Button, Menu, Stack, Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconKey, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { change, made } from '../../api/change';
import { api, body, type Schemas } from '../../api/client';
import { Dialog } from '../../parts/Dialog';
import { count, moment } from '../../parts/format';
import { Confirm } from '../../parts/Confirm';
import { Managed } from '../../parts/Managed';
import { Once } from '../../parts/Once';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import { useMe } from '../../session/session';
import { Deliveries } from './Deliveries';
import { Signing } from './Signing';
import { WebhookForm } from './WebhookForm';
import { hostOf, outcome, useWebhook, type Delivery, type Webhook } from './webhooks';
import classes from './webhooks.module.css';

export function WebhookPage() {
  const { id = '' } = useParams();
  const webhook = useWebhook(id);
  return (
    <>
      <Anchor component={Link} to="/webhooks" size="sm">
        All webhooks
      </Anchor>
      {webhook.isPending && <Waiting />}
      {webhook.isError && <Trouble failure={webhook.error} again={() => void webhook.refetch()} />}
      {webhook.data !== undefined && <One key={id} webhook={webhook.data} />}
    </>
  );
}

function One({ webhook }: { webhook: Webhook }) {
  const me = useMe();
  const { id } = webhook;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [doing, setDoing] = useState<'edit' | 'secret' | 'delete' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [tried, setTried] = useState<Delivery | null>(null);
  const trying = useSending();
  const switching = useSending();
  const close = () => setDoing(null);
  const again = () => client.invalidateQueries({ queryKey: ['webhooks'] });

  const test = () =>
    trying.send(async () => {
      setTried(null);
      try {
        setTried(await body(api.POST('/api/v1/webhooks/{id}/test', { params: { path: { id } } })));
      } finally {
        await again();
      }
    });

  const patch = (fields: Parameters<typeof change<Schemas['WebhookBody']>>[0]) =>
    made<Webhook>(api.PATCH('/api/v1/webhooks/{id}', { params: { path: { id } }, body: change(fields) }));

  return (
    <>
      <PageHead
        title={hostOf(webhook.url)}
        actions={
          <>
            <Button onClick={() => void test()} loading={trying.busy}>
              Send a test
            </Button>
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <ActionIcon variant="default" size="input-sm" aria-label="What else can be done">
                  <IconDots size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDoing('edit')}>
                  {webhook.managed ? 'Show fields' : 'Edit'}
                </Menu.Item>
                {!webhook.managed && (
                  <>
                    <Menu.Item leftSection={<IconKey size={16} />} onClick={() => setDoing('secret')}>
                      New secret
                    </Menu.Item>
                    <Menu.Item
                      leftSection={<IconTrash size={16} />}
                      color="alarm"
                      onClick={() => setDoing('delete')}
                    >
                      Delete
                    </Menu.Item>
                  </>
                )}
              </Menu.Dropdown>
            </Menu>
          </>
        }
      >
        {webhook.url}
      </PageHead>
      {webhook.managed && <Managed what="This webhook" />}
      {trying.trouble !== null && <Trouble failure={trying.trouble} />}
      {switching.trouble !== null && <Trouble failure={switching.trouble} />}
      {tried !== null && <Tried delivery={tried} close={() => setTried(null)} />}
      <Panel>
        <div className={classes.about}>
          <Switch
            label={webhook.enabled ? 'Enabled' : 'Disabled'}
            description={
              webhook.enabled
                ? 'It is told what happens.'
                : 'Nothing is sent. What happens meanwhile is not told later.'
            }
            checked={webhook.enabled}
            disabled={webhook.managed || switching.busy}
            onChange={event => {
              const enabled = event.currentTarget.checked;
              void switching.send(async () => {
                await patch({ enabled });
                await again();
              });
            }}
          />
          <dl className={classes.fields}>
            <Field name="Events">{webhook.events.join(', ')}</Field>
            <Field name="Mounts">{webhook.mounts?.join(', ') ?? 'all of the tenant'}</Field>
            {webhook.threshold !== undefined && (
              <Field name="Threshold">{count(webhook.threshold)} listeners</Field>
            )}
            {me.role === 'superadmin' && <Field name="Tenant">{webhook.tenant}</Field>}
            <Field name="Made">{moment(webhook.createdAt)}</Field>
          </dl>
        </div>
      </Panel>
      <Deliveries id={id} />
      <Signing />
      {doing === 'edit' && (
        <Dialog onClose={close} title="Webhook" size="lg">
          <WebhookForm webhook={webhook} close={close} done={close} />
        </Dialog>
      )}
      {doing === 'secret' && (
        <Confirm
          title="Make a new secret?"
          act="Make a new secret"
          close={close}
          run={async () => setSecret((await patch({ secret: null })).secret ?? null)}
        >
          From then on all requests are signed with it, those that wait included. Until the receiver has it
          too, it will refuse what comes.
        </Confirm>
      )}
      {secret !== null && <SecretShown secret={secret} close={() => setSecret(null)} />}
      {doing === 'delete' && (
        <Confirm
          title="Delete this webhook?"
          act="Delete webhook"
          close={close}
          run={async () => {
            await api.DELETE('/api/v1/webhooks/{id}', { params: { path: { id } } });
            await navigate('/webhooks');
            client.removeQueries({ queryKey: ['webhooks', id] });
            await again();
            notifications.show({ message: 'The webhook is deleted.' });
          }}
        >
          Nothing more is sent to it, what waits included, and the log of its deliveries is gone. This cannot
          be undone.
        </Confirm>
      )}
    </>
  );
}

function Field({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What came of a test. */
function Tried({ delivery, close }: { delivery: Delivery; close: () => void }) {
  const good = delivery.state === 'delivered';
  return (
    <Alert
      variant="light"
      color={good ? 'ice' : 'alarm'}
      role="status"
      title={good ? 'The test has arrived' : 'The test has not arrived'}
      withCloseButton
      closeButtonLabel="Close"
      onClose={close}
      mb="md"
    >
      <Text size="sm">
        {outcome(delivery)}
        {!good && '. A test is not tried again: mend the receiver or the URL, then send another one.'}
      </Text>
    </Alert>
  );
}

export function SecretShown({ secret, close }: { secret: string; close: () => void }) {
  return (
    <Dialog onClose={close} title="The receiver needs this secret">
      <Stack gap="md">
        <Once what="secret" secret={secret} kept="it is kept encrypted" />
        <Button onClick={close}>I have it</Button>
      </Stack>
    </Dialog>
  );
}
