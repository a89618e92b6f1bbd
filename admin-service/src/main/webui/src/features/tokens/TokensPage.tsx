import { Button, Select, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../../api/client';
import { useUsers } from '../../api/lists';
import { Confirm } from '../../parts/Confirm';
import { Dialog } from '../../parts/Dialog';
import { Empty } from '../../parts/Empty';
import { moment } from '../../parts/format';
import { Once } from '../../parts/Once';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { Cell, Row, Rows } from '../../parts/Rows';
import { Snippet } from '../../parts/Snippet';
import { State } from '../../parts/State';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import { administers, useMe } from '../../session/session';
import { TokenForm } from './TokenForm';
import { end, useTokens, type Token } from './tokens';

export default function TokensPage() {
  const me = useMe();
  const client = useQueryClient();
  const [params, setParams] = useSearchParams();
  const admin = administers(me.role);
  const users = useUsers(admin);
  const asked = admin ? params.get('user') : null;
  const user = asked === null || asked === me.name ? undefined : asked;
  const tokens = useTokens(user);
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [ending, setEnding] = useState<Token | null>(null);
  const create = <Button onClick={() => setCreating(true)}>New token</Button>;
  const names = [
    ...new Set([me.name, ...(users.data ?? []).map(each => each.name), ...(user ? [user] : [])]),
  ];

  return (
    <>
      <PageHead title="Tokens" actions={user === undefined && (tokens.data?.length ?? 0) > 0 && create}>
        Keys for programs that use REST. A token has some of the rights of its owner, and ends when its owner
        is deleted.
      </PageHead>
      {admin && (
        <Select
          label="Owner"
          description={names.length > 1 ? 'You find and end the tokens of your users here too.' : undefined}
          data={names.map(name => ({ value: name, label: name === me.name ? `${name} (you)` : name }))}
          value={user ?? me.name}
          allowDeselect={false}
          searchable
          limit={100}
          maw="22rem"
          mb="md"
          onChange={name => setParams(name === null || name === me.name ? {} : { user: name })}
        />
      )}
      {tokens.isPending && <Waiting />}
      {tokens.isError && <Trouble failure={tokens.error} again={() => void tokens.refetch()} />}
      {tokens.data !== undefined && (
        <Panel flush>
          {tokens.data.length === 0 ? (
            user === undefined ? (
              <Empty icon={IconKey} title="You have no tokens" action={create}>
                Make one for each program that is to use REST for you, such as a website or a bot. It can be
                ended without a new password for you.
              </Empty>
            ) : (
              <Empty icon={IconKey} title={`${user} has no tokens`}>
                Only {user} can make some.
              </Empty>
            )
          ) : (
            <List tokens={tokens.data} end={setEnding} />
          )}
        </Panel>
      )}
      {creating && (
        <Dialog onClose={() => setCreating(false)} title="New token" size="lg">
          <TokenForm
            close={() => setCreating(false)}
            done={token => {
              setCreating(false);
              setSecret(token.token ?? null);
            }}
          />
        </Dialog>
      )}
      {secret !== null && (
        <Dialog onClose={() => setSecret(null)} title="Your token is made" size="lg">
          <Stack gap="md">
            <Once what="token" secret={secret} />
            <Text size="sm">Try it:</Text>
            <Snippet
              text={`curl -H 'Authorization: Bearer ${secret}' ${location.origin}/api/v1/mounts`}
              label="line that uses the token"
            />
            <Button onClick={() => setSecret(null)}>I have it</Button>
          </Stack>
        </Dialog>
      )}
      {ending !== null && (
        <Confirm
          title={`End ${ending.name}?`}
          act="End token"
          close={() => setEnding(null)}
          run={async () => {
            await api.DELETE('/api/v1/tokens/{id}', { params: { path: { id: ending.id } } });
            await client.invalidateQueries({ queryKey: ['tokens'] });
          }}
        >
          The program that uses it is refused from now on. This cannot be undone, but there can be a new
          token.
        </Confirm>
      )}
    </>
  );
}

function List({ tokens, end: ask }: { tokens: readonly Token[]; end: (token: Token) => void }) {
  const [now] = useState(() => Date.now());
  return (
    <Rows label="Tokens" heads={['Name', 'Scopes', 'Made', 'Last used', 'Expires', '']}>
      {tokens.map(token => {
        const { over, text } = end(token, now);
        return (
          <Row key={token.id}>
            <Cell kind="name">{token.name}</Cell>
            <Cell head="Scopes">{token.scopes.join(', ')}</Cell>
            <Cell head="Made" kind="short">
              {moment(token.createdAt)}
            </Cell>
            <Cell head="Last used">
              {token.lastUsedAt === undefined ? 'never' : moment(token.lastUsedAt)}
            </Cell>
            <Cell head="Expires">{over ? <State kind="bad">{text}</State> : text}</Cell>
            <Cell kind="actions">
              <Button size="xs" variant="default" aria-label={`End ${token.name}`} onClick={() => ask(token)}>
                End
              </Button>
            </Cell>
          </Row>
        );
      })}
    </Rows>
  );
}
