import { Alert, Badge, Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconBan } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { Find } from '../../parts/Find';
import { Confirm } from '../../parts/Confirm';
import { Dialog } from '../../parts/Dialog';
import { Empty } from '../../parts/Empty';
import { moment } from '../../parts/format';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { Cell, Row, Rows } from '../../parts/Rows';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import { found, useBans, wide, type Ban } from './bans';

export default function BansPage() {
  const bans = useBans();
  const client = useQueryClient();
  const [creating, setCreating] = useState(false);
  const [lifting, setLifting] = useState<Ban | null>(null);
  const [text, setText] = useState('');
  const create = <Button onClick={() => setCreating(true)}>New ban</Button>;
  const shown = found(bans.data ?? [], text);

  return (
    <>
      <PageHead title="Bans" actions={(bans.data?.length ?? 0) > 0 && create}>
        Addresses and networks from which nobody sends or listens, in all tenants. They are refused with 403;
        who is connected from there is closed. Nobody is kept from logging in here.
      </PageHead>
      {bans.isPending && <Waiting />}
      {bans.isError && <Trouble failure={bans.error} again={() => void bans.refetch()} />}
      {bans.data !== undefined && (
        <>
          {bans.data.length > 8 && (
            <Find label="Find bans" hint="Network or reason" mb="md" maw="22rem" text={text} find={setText} />
          )}
          <Panel flush>
            {shown.length === 0 ? (
              bans.data.length === 0 ? (
                <Empty icon={IconBan} title="Nobody is banned" action={create}>
                  A ban holds for the whole platform. A mount can refuse addresses of its own, in its
                  settings.
                </Empty>
              ) : (
                <Empty icon={IconBan} title="No ban is like that">
                  Look for another network or reason.
                </Empty>
              )
            ) : (
              <Rows label="Bans" heads={['Network', 'Reason', 'Since', '']}>
                {shown.map(ban => (
                  <Row key={ban.id}>
                    <Cell kind="name">
                      {ban.network}{' '}
                      {ban.managed && (
                        <Badge variant="light" color="gray" tt="none">
                          station file
                        </Badge>
                      )}
                    </Cell>
                    <Cell>{ban.reason ?? ''}</Cell>
                    <Cell head="Since" kind="short">
                      {moment(ban.createdAt)}
                    </Cell>
                    <Cell kind="actions">
                      {!ban.managed && (
                        <Button
                          size="xs"
                          variant="default"
                          aria-label={`Lift the ban of ${ban.network}`}
                          onClick={() => setLifting(ban)}
                        >
                          Lift
                        </Button>
                      )}
                    </Cell>
                  </Row>
                ))}
              </Rows>
            )}
          </Panel>
        </>
      )}
      {creating && <NewBan close={() => setCreating(false)} />}
      {lifting !== null && (
        <Confirm
          title={`Lift the ban of ${lifting.network}?`}
          act="Lift ban"
          dangerous={false}
          close={() => setLifting(null)}
          run={async () => {
            await api.DELETE('/api/v1/bans/{id}', { params: { path: { id: lifting.id } } });
            await client.invalidateQueries({ queryKey: ['bans'] });
          }}
        >
          Whoever is there may send and listen again, within a second.
        </Confirm>
      )}
    </>
  );
}

function NewBan({ close }: { close: () => void }) {
  const client = useQueryClient();
  const form = useForm({
    initialValues: { network: '', reason: '' },
    validate: { network: value => (value.trim() === '' ? 'is missing' : null) },
  });
  const { busy, trouble, send } = useSending(form);
  const warning = wide(form.values.network);
  const submit = form.onSubmit(({ network, reason }) =>
    send(async () => {
      await api.POST('/api/v1/bans', {
        body: { network: network.trim(), ...(reason.trim() === '' ? {} : { reason: reason.trim() }) },
      });
      await client.invalidateQueries({ queryKey: ['bans'] });
      close();
    }),
  );
  return (
    <Dialog onClose={close} title="New ban">
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          {trouble !== null && <Trouble failure={trouble} />}
          <TextInput
            label="Network"
            description="An address, or a network with its length: 192.0.2.7, 198.51.100.0/24, 2001:db8::/32"
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            {...form.getInputProps('network')}
          />
          {warning !== null && (
            <Alert color="alarm" variant="light" role="status">
              {warning}
            </Alert>
          )}
          <TextInput
            label="Reason"
            description="For you and other superadmins; who is banned does not see it. May be empty."
            autoComplete="off"
            {...form.getInputProps('reason')}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Ban
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
