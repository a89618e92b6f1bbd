import { Anchor, Button, Center, Stack, Text } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useState } from 'react';
import { Dialog } from '../../parts/Dialog';
import { moment } from '../../parts/format';
import { Empty } from '../../parts/Empty';
import { Panel } from '../../parts/Panel';
import { Cell, Row, Rows } from '../../parts/Rows';
import { Snippet } from '../../parts/Snippet';
import { State } from '../../parts/State';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import { outcome, standing, useDeliveries, type Delivery } from './webhooks';

/** What was sent, and what waits. */
export function Deliveries({ id }: { id: string }) {
  const deliveries = useDeliveries(id);
  const [shown, setShown] = useState<Delivery | null>(null);
  const all = deliveries.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Panel
      title="Deliveries"
      flush
      actions={
        <Button variant="default" size="xs" onClick={() => void deliveries.refetch()}>
          Look again
        </Button>
      }
    >
      {deliveries.isPending && <Waiting />}
      {deliveries.isError && <Trouble failure={deliveries.error} again={() => void deliveries.refetch()} />}
      {deliveries.isSuccess && all.length === 0 && (
        <Empty icon={IconMailForward} title="Nothing was sent yet">
          Send a test to see whether it arrives. Deliveries are kept for 14 days.
        </Empty>
      )}
      {all.length > 0 && (
        <Rows label="Deliveries" heads={['Event', 'When', 'State', 'Attempts', 'Last attempt']}>
          {all.map(delivery => {
            const { kind, text } = standing(delivery);
            return (
              <Row key={delivery.id}>
                <Cell kind="name">
                  <Anchor component="button" type="button" inherit onClick={() => setShown(delivery)}>
                    {delivery.event}
                  </Anchor>
                </Cell>
                <Cell head="When" kind="short">
                  {moment(delivery.createdAt)}
                </Cell>
                <Cell>
                  <State kind={kind}>{text}</State>
                </Cell>
                <Cell head="Attempts">{delivery.attempts}</Cell>
                <Cell>{outcome(delivery)}</Cell>
              </Row>
            );
          })}
        </Rows>
      )}
      {deliveries.hasNextPage && (
        <Center p="md">
          <Button
            variant="default"
            loading={deliveries.isFetchingNextPage}
            onClick={() => void deliveries.fetchNextPage()}
          >
            Older ones
          </Button>
        </Center>
      )}
      {shown !== null && (
        <Dialog onClose={() => setShown(null)} title={`Delivery ${shown.id}`} size="lg">
          <Stack gap="md">
            <State kind={standing(shown).kind}>{standing(shown).text}</State>
            {outcome(shown) !== '' && <Text size="sm">{outcome(shown)}</Text>}
            <Text size="sm" c="dimmed">
              {`Made ${moment(shown.createdAt)}`}
              {shown.finishedAt !== undefined && `, finished ${moment(shown.finishedAt)}`}
              {`. ${shown.attempts} ${shown.attempts === 1 ? 'attempt' : 'attempts'}. The header Floe-Delivery was ${shown.id}.`}
            </Text>
            <Snippet text={JSON.stringify(shown.body, null, 2)} label="body" />
          </Stack>
        </Dialog>
      )}
    </Panel>
  );
}
