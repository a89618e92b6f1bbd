import { Checkbox, Group, Text } from '@mantine/core';
import { IconCode } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useLocation } from 'react-router';
import { problemOf } from '../../api/problem';
import { Find } from '../../parts/Find';
import { count } from '../../parts/format';
import { Empty } from '../../parts/Empty';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import { useMe } from '../../session/session';
import { found, operations, type Document } from './openapi';
import { OperationShown } from './OperationShown';
import classes from './reference.module.css';

export default function ReferencePage() {
  const document = useQuery({ queryKey: ['openapi'], staleTime: Infinity, queryFn: fetched });
  return (
    <>
      <PageHead title="REST">
        Everything that this console does can be done by a program. Log in with -u and a name, or with a token
        as Authorization: Bearer. Lists come in parts: give next of one as after for the one that follows.
        What goes wrong is told as problem+json, with mistakes field by field.
      </PageHead>
      {document.isPending && <Waiting />}
      {document.isError && <Trouble failure={document.error} again={() => void document.refetch()} />}
      {document.data !== undefined && <Operations document={document.data} />}
    </>
  );
}

async function fetched(): Promise<Document> {
  const answer = await fetch(new Request(`${location.origin}/q/openapi?format=json`));
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok || typeof body !== 'object' || body === null || !('paths' in body)) {
    throw problemOf(answer.status, body);
  }
  return body as Document;
}

function Operations({ document }: { document: Document }) {
  const me = useMe();
  const { hash } = useLocation();
  const linked = decodeURIComponent(hash.slice(1));
  const [text, setText] = useState('');
  const [mine, setMine] = useState(false);
  const wanted = useDeferredValue(text);
  const all = useMemo(() => operations(document), [document]);
  const shown = found(all, wanted, document).filter(
    operation => !mine || operation.roles.length === 0 || operation.roles.includes(me.role),
  );
  const tags = [...new Set(shown.map(operation => operation.tag))];

  return (
    <>
      <Group gap="md" mb="md">
        <Find
          label="Find operations"
          hint="Path, word or field"
          type="search"
          w="20rem"
          text={text}
          find={setText}
        />
        <Checkbox
          label="Only what I may do"
          checked={mine}
          onChange={event => setMine(event.currentTarget.checked)}
        />
        <Text size="sm" c="dimmed" role="status">
          {`${count(shown.length)} of ${count(all.length)} operations`}
        </Text>
      </Group>
      <nav aria-label="Groups of operations">
        <ul className={classes.groups}>
          {tags.map(tag => (
            <li key={tag}>
              <a href={`#group-${tag}`}>{tag}</a>
            </li>
          ))}
        </ul>
      </nav>
      {shown.length === 0 && (
        <Panel>
          <Empty icon={IconCode} title="No operation has that">
            Look for another path, word or name of a field.
          </Empty>
        </Panel>
      )}
      {tags.map(tag => (
        <div key={tag} id={`group-${tag}`} className={classes.group}>
          <Panel title={tag} flush>
            {shown
              .filter(operation => operation.tag === tag)
              .map(operation => (
                <OperationShown
                  key={operation.id}
                  operation={operation}
                  document={document}
                  name={me.name}
                  role={me.role}
                  linked={operation.id === linked}
                />
              ))}
          </Panel>
        </div>
      ))}
    </>
  );
}
