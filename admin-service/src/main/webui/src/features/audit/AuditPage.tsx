import { Anchor, Button, Center, Checkbox, Group, Select, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useDeferredValue, useState } from 'react';
import { Find } from '../../parts/Find';
import { count, moment } from '../../parts/format';
import { Empty } from '../../parts/Empty';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { Cell, Row, Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import { useMe } from '../../session/session';
import { kindOf, passed, summary, useAudit, type Entry } from './audit';
import { EntryShown } from './EntryShown';

export default function AuditPage() {
  const superadmin = useMe().role === 'superadmin';
  const audit = useAudit();
  const [text, setText] = useState('');
  const [kind, setKind] = useState<string | null>(null);
  const [logins, setLogins] = useState(true);
  const [shown, setShown] = useState<Entry | null>(null);
  const wanted = useDeferredValue(text);
  const all: Entry[] = audit.data?.pages.flatMap(page => page.items) ?? [];
  const entries = passed(all, { text: wanted, kind, logins });

  return (
    <>
      <PageHead
        title="Audit log"
        actions={
          <Button variant="default" onClick={() => void audit.refetch()}>
            Look again
          </Button>
        }
      >
        Who changed what, and who logged in. Entries are kept for 400 days, addresses in them for 14 days.
      </PageHead>
      {audit.isPending && <Waiting />}
      {audit.isError && <Trouble failure={audit.error} again={() => void audit.refetch()} />}
      {audit.data !== undefined && (
        <>
          <Group gap="md" mb="md" align="center">
            <Find
              label="Find in what is shown"
              hint="Name, action, thing or address"
              w="18rem"
              text={text}
              find={setText}
            />
            <Select
              aria-label="Kind of thing"
              placeholder="Every kind of thing"
              data={[...new Set(all.map(kindOf))].sort()}
              clearable
              w="12rem"
              value={kind}
              onChange={setKind}
            />
            <Checkbox
              label="Logins"
              checked={logins}
              onChange={event => setLogins(event.currentTarget.checked)}
            />
            <Text size="sm" c="dimmed" role="status">
              {`${count(entries.length)} of the newest ${count(all.length)}`}
            </Text>
          </Group>
          <Panel flush>
            {entries.length === 0 ? (
              <Empty icon={IconHistory} title="Nothing like that">
                {audit.hasNextPage
                  ? 'Only the newest entries were looked through. Load older ones, or look for something else.'
                  : 'All entries were looked through. Look for something else.'}
              </Empty>
            ) : (
              <Rows
                label="Audit log"
                heads={['What', 'Who', 'When', ...(superadmin ? ['Tenant'] : []), 'From', 'Change']}
              >
                {entries.map(entry => (
                  <Row key={entry.id}>
                    <Cell kind="name">
                      <Anchor
                        component="button"
                        type="button"
                        inherit
                        ta="start"
                        onClick={() => setShown(entry)}
                      >
                        {`${entry.action} ${entry.object}`}
                      </Anchor>
                    </Cell>
                    <Cell head="Who">{entry.actor}</Cell>
                    <Cell head="When" kind="short">
                      {moment(entry.at)}
                    </Cell>
                    {superadmin && <Cell head="Tenant">{entry.tenant ?? 'none'}</Cell>}
                    <Cell head="From">{entry.address ?? 'not kept'}</Cell>
                    <Cell>{summary(entry)}</Cell>
                  </Row>
                ))}
              </Rows>
            )}
            {audit.hasNextPage && (
              <Center p="md">
                <Button
                  variant="default"
                  loading={audit.isFetchingNextPage}
                  onClick={() => void audit.fetchNextPage()}
                >
                  Load older ones
                </Button>
              </Center>
            )}
          </Panel>
        </>
      )}
      {shown !== null && <EntryShown entry={shown} close={() => setShown(null)} />}
    </>
  );
}
