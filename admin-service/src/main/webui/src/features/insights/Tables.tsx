import { Anchor, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { bytes, count, duration, moment } from '../../parts/format';
import { Cell, Row, Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import classes from './insights.module.css';
import { csv, type Range } from './series';
import { span, useSongs, useSources, useTop, useTotals, type Scope } from './useHistory';

interface Asked {
  data: unknown;
  isPending: boolean;
  isPlaceholderData: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => Promise<unknown>;
}

/** A table of what was asked for, with its export. */
function Answer({
  label,
  asked,
  empty,
  download,
  head,
  rows,
  more,
}: {
  label: string;
  asked: Asked;
  empty: string;
  download: string;
  /** Titles of the columns, and what is in them. */
  head: readonly (readonly [string, 'name' | 'short' | 'number' | undefined])[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  more?: ReactNode;
}) {
  const trouble = asked.isError && <Trouble failure={asked.error} again={() => void asked.refetch()} />;
  if (asked.isError && asked.data === undefined) {
    return trouble;
  }
  if (asked.isPending) {
    return <Text c="dimmed">Loading</Text>;
  }
  if (rows.length === 0) {
    return (
      <Text c="dimmed" py="md">
        {empty}
      </Text>
    );
  }
  return (
    <div className={classes.answer} aria-busy={asked.isPlaceholderData}>
      {trouble}
      <Rows
        label={label}
        heads={head.map(([title, kind]) => (kind === 'number' ? { number: title } : title))}
      >
        {rows.map(row => (
          <Row key={row.key}>
            {row.cells.map((cell, i) => (
              <Cell key={head[i]?.[0]} head={i === 0 ? undefined : head[i]?.[0]} kind={head[i]?.[1]}>
                {cell}
              </Cell>
            ))}
          </Row>
        ))}
      </Rows>
      <Group justify="space-between" mt="sm">
        <Anchor href={download} download size="sm">
          CSV
        </Anchor>
        {more}
      </Group>
    </div>
  );
}

function times(range: Range): { from: string; to: string } {
  const { from, to } = span(range, Date.now());
  return { from: new Date(from * 1000).toISOString(), to: new Date(to * 1000).toISOString() };
}

export function Days({ scope, range }: { scope: Scope; range: Range }) {
  const totals = useTotals(scope, range, true);
  return (
    <Answer
      label="Days"
      asked={totals}
      empty="Nothing was on the air in these days."
      download={csv('/api/v1/insights/totals', { ...scope, ...times(range) })}
      head={[
        ['Day', 'name'],
        ['Peak', 'number'],
        ['Clients', 'number'],
        ['Hours listened', 'number'],
        ['Visits', 'number'],
        ['Out', 'number'],
        ['Seen', 'number'],
      ]}
      rows={[...(totals.data?.days ?? [])].reverse().map(day => ({
        key: day.day,
        cells: [
          day.day,
          count(day.peak),
          day.clients === undefined || day.clients === null ? '–' : count(day.clients),
          count(Math.round(day.listenerHours * 10) / 10),
          count(day.visits),
          bytes(day.bytesOut),
          duration(day.seconds),
        ],
      }))}
    />
  );
}

export function Mounts({ scope, range }: { scope: Scope; range: Range }) {
  const top = useTop('mount', scope, range);
  return (
    <Answer
      label="Top mounts"
      asked={top}
      empty="Nobody has listened in this time."
      download={csv('/api/v1/insights/top', { ...scope, by: 'mount', ...times(range) })}
      head={[
        ['Mount', 'short'],
        ['Hours listened', 'number'],
        ['Peak', 'number'],
        ['Visits', 'number'],
        ['Out', 'number'],
      ]}
      rows={(top.data?.mounts ?? []).map(line => ({
        key: line.mount,
        cells: [
          line.mount,
          count(Math.round(line.listenerHours * 10) / 10),
          count(line.peak),
          count(line.visits),
          bytes(line.bytesOut),
        ],
      }))}
    />
  );
}

export function Agents({ scope, range }: { scope: Scope; range: Range }) {
  const top = useTop('agent', scope, range);
  return (
    <Answer
      label="Players"
      asked={top}
      empty="Nobody has listened in this time."
      download={csv('/api/v1/insights/top', { ...scope, by: 'agent', ...times(range) })}
      head={[
        ['Player', 'name'],
        ['Visits', 'number'],
      ]}
      rows={(top.data?.agents ?? []).map(line => ({
        key: line.agent,
        cells: [line.agent, count(line.visits)],
      }))}
    />
  );
}

export function Songs({ scope }: { scope: Scope }) {
  const songs = useSongs(scope);
  const lines = songs.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Answer
      label="Songs"
      asked={songs}
      empty="No titles yet. Encoders send them; most do so when they are told to send song names."
      download={csv('/api/v1/songs', { ...scope })}
      head={[
        ['At', 'short'],
        ['Mount', 'short'],
        ['Title', undefined],
      ]}
      rows={lines.map((line, i) => ({
        key: `${line.at} ${i}`,
        cells: [moment(line.at), line.mount, line.title],
      }))}
      more={<More of={songs} />}
    />
  );
}

export function Sources({ scope }: { scope: Scope }) {
  const sources = useSources(scope);
  const lines = sources.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Answer
      label="Sources"
      asked={sources}
      empty="No source has connected yet."
      download={csv('/api/v1/insights/sessions', { ...scope })}
      head={[
        ['Mount', 'short'],
        ['From', 'short'],
        ['Until', 'short'],
        ['Why it ended', undefined],
        ['Sent', 'number'],
      ]}
      rows={lines.map((line, i) => ({
        key: `${line.startedAt} ${line.mount} ${i}`,
        cells: [
          line.mount,
          moment(line.startedAt),
          line.endedAt === undefined || line.endedAt === null ? 'on the air' : moment(line.endedAt),
          line.why ?? '',
          bytes(line.bytesIn),
        ],
      }))}
      more={<More of={sources} />}
    />
  );
}

function More({
  of,
}: {
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}) {
  return of.hasNextPage ? (
    <Button
      size="xs"
      variant="default"
      loading={of.isFetchingNextPage}
      onClick={() => void of.fetchNextPage()}
    >
      Show more
    </Button>
  ) : null;
}
