import { Anchor, Button, Text } from '@mantine/core';
import { IconBroadcast } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { LiveMount } from '../../live/board';
import { useSight } from '../../live/LiveProvider';
import { sources } from '../../live/tracks';
import { Empty } from '../../parts/Empty';
import { Fact, Facts } from '../../parts/Facts';
import { bitrate, count, duration } from '../../parts/format';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { Cell, Row, Rows } from '../../parts/Rows';
import { Sparkline } from '../../parts/Sparkline';
import { State } from '../../parts/State';
import { administers, useMe } from '../../session/session';
import classes from './dashboard.module.css';
import { Services } from './Services';

export default function DashboardPage() {
  const me = useMe();
  const { board, recent } = useSight();
  const mounts = [...board.mounts.values()].sort(
    (a, b) => b.listeners - a.listeners || a.name.localeCompare(b.name),
  );
  const last = recent.at(-1);
  const from = sources(board);
  const stalled = from.filter(mount => mount.state === 'stalled').length;
  const made = mounts.length - from.length;
  return (
    <>
      <PageHead title="Dashboard">
        {me.tenant === undefined ? 'What is on the air, everywhere.' : `What is on the air at ${me.tenant}.`}
      </PageHead>
      <Facts>
        <Fact label="Listeners" value={board.known ? count(board.totals?.listeners ?? 0) : '–'}>
          <Sparkline
            values={recent.map(seen => seen.listeners)}
            label="Listeners in the last three minutes"
          />
        </Fact>
        <Fact label="Sources" value={board.known ? count(from.length) : '–'}>
          <Text size="sm" c={stalled === 0 ? 'dimmed' : 'alarm'}>
            {from.length === 0
              ? 'none is connected'
              : stalled === 0
                ? 'all send audio'
                : `${count(stalled)} stalled`}
          </Text>
        </Fact>
        <Fact label="Mounts on the air" value={board.known ? count(mounts.length) : '–'}>
          <Text size="sm" c="dimmed">
            {made === 0
              ? 'no renditions'
              : `${count(made)} ${made === 1 ? 'is a rendition' : 'are renditions'}`}
          </Text>
        </Fact>
        <Fact label="In, from sources" {...rate(last?.bitsIn)}>
          <Sparkline values={recent.map(seen => seen.bitsIn)} label="Traffic in, in the last three minutes" />
        </Fact>
        <Fact label="Out, to listeners" {...rate(last?.bitsOut)}>
          <Sparkline
            values={recent.map(seen => seen.bitsOut)}
            label="Traffic out, in the last three minutes"
          />
        </Fact>
      </Facts>
      <Panel title="On the air" flush>
        {mounts.length > 0 ? (
          <OnAir mounts={mounts} />
        ) : (
          board.known && (
            <Empty
              icon={IconBroadcast}
              title="Nothing is on the air"
              action={
                administers(me.role) && (
                  <Button component={Link} to="/mounts?new">
                    Create a mount
                  </Button>
                )
              }
            >
              {administers(me.role)
                ? 'Create a mount, copy its settings into your encoder, and it shows up here by itself.'
                : 'As soon as an encoder connects to one of your mounts, it shows up here by itself.'}
            </Empty>
          )
        )}
      </Panel>
      {board.services !== null && <Services services={board.services} />}
    </>
  );
}

function rate(bits: number | null | undefined): { value: string; unit?: string } {
  if (bits === null || bits === undefined) {
    return { value: '–' };
  }
  const [value = '–', unit] = bitrate(bits).split(' ');
  return { value, unit };
}

function OnAir({ mounts }: { mounts: LiveMount[] }) {
  const { recent } = useSight();
  const now = recent.at(-1)?.at ?? 0;
  return (
    <>
      <Rows
        label="Live mounts"
        heads={[
          'Mount',
          'Now playing',
          { number: 'Listeners' },
          'Last three minutes',
          { number: 'On the air' },
        ]}
      >
        {mounts.slice(0, MOST).map(mount => (
          <Row key={mount.name}>
            <Cell kind="name">
              <Anchor component={Link} to={`/mounts/${encodeURIComponent(mount.name.slice(1))}`} fw={600}>
                {mount.name}
              </Anchor>
              <Text size="sm" c="dimmed">
                {mount.streamName === '' ? mount.contentType : mount.streamName}
              </Text>
            </Cell>
            <Cell>
              {mount.state === 'stalled' ? (
                <State kind="bad">Stalled: its source sends nothing</State>
              ) : mount.title === '' ? (
                <Text size="sm" c="dimmed">
                  no title
                </Text>
              ) : (
                <span className={classes.title}>{mount.title}</span>
              )}
            </Cell>
            <Cell head="Listeners" kind="number">
              {count(mount.listeners)}
            </Cell>
            <Cell>
              <div className={classes.spark}>
                <Sparkline
                  values={recent.map(seen =>
                    seen.listeners === null ? null : (seen.byMount.get(mount.name) ?? null),
                  )}
                  label={`Listeners of ${mount.name} in the last three minutes`}
                />
              </div>
            </Cell>
            <Cell head="On the air" kind="number">
              {now === 0 ? '' : duration((now - Date.parse(mount.since)) / 1000)}
            </Cell>
          </Row>
        ))}
      </Rows>
      {mounts.length > MOST && (
        <p className={classes.more}>
          and {count(mounts.length - MOST)} more, all of them under <Link to="/mounts">Mounts</Link>
        </p>
      )}
    </>
  );
}

/** Mounts shown here, those with the most listeners. */
const MOST = 50;
