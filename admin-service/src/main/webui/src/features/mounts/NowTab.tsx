import { Anchor, Text } from '@mantine/core';
import { IconBroadcastOff, IconMusic } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, body } from '../../api/client';
import { useCalmSight } from '../../live/LiveProvider';
import { Empty } from '../../parts/Empty';
import { Fact, Facts } from '../../parts/Facts';
import { bytes, count, duration, moment } from '../../parts/format';
import { Panel } from '../../parts/Panel';
import { Sparkline } from '../../parts/Sparkline';
import { State } from '../../parts/State';
import { useMe } from '../../session/session';
import { useNow } from '../../parts/now';
import { RENDITION_STATES, stateWord } from '../renditions/states';
import { mountPage } from './names';
import type { Row } from './rows';
import { tabsOf } from './tabs';
import classes from './now.module.css';

/** What is on the air at this moment. */
export function NowTab({ row, track }: { row: Row; track: readonly (number | null)[] }) {
  const { live } = row;
  const now = useNow();
  return (
    <>
      {live === null ? (
        <Silent row={row} />
      ) : (
        <>
          <section className={classes.title} aria-label="Now playing">
            <small>Now playing</small>
            <p aria-live="polite">{live.title === '' ? 'The encoder gives no title' : live.title}</p>
          </section>
          <Facts>
            <Fact label="Listeners" value={count(live.listeners)} unit={`peak ${count(live.peak)}`}>
              <Sparkline values={track} label={`Listeners in the last minutes, now ${live.listeners}`} />
            </Fact>
            <Fact label="On the air for" value={duration((now - Date.parse(live.since)) / 1000)}>
              <Text size="xs" c="dimmed">
                since {moment(live.since)}
              </Text>
            </Fact>
            <Fact
              label="Bitrate"
              value={live.bitrate ?? 'not said'}
              {...(live.bitrate !== undefined && { unit: 'kbit/s' })}
            >
              <Text size="xs" c="dimmed">
                {live.contentType}
              </Text>
            </Fact>
            <Fact label="From the source" value={bytes(live.bytesIn)}>
              <Text size="xs" c="dimmed">
                {bytes(live.bytesOut)} to listeners
              </Text>
            </Fact>
          </Facts>
        </>
      )}
      <Made of={row.name} />
      <Titles mount={row.name} title={live?.title ?? ''} />
    </>
  );
}

function Silent({ row }: { row: Row }) {
  const me = useMe();
  const connects = tabsOf(me.role, row.configured !== null, row.rendition !== null).some(
    each => each.id === 'connect',
  );
  const fallback = row.configured?.fallback;
  return (
    <Panel>
      <Empty
        icon={IconBroadcastOff}
        title={
          row.state === 'disabled'
            ? 'This mount is disabled'
            : row.state === 'unknown'
              ? 'Looking what is on the air'
              : 'Off the air'
        }
        action={
          connects && row.state === 'off' ? (
            <Anchor component={Link} to={mountPage(row.name, 'connect')}>
              Connect an encoder
            </Anchor>
          ) : undefined
        }
      >
        {row.state === 'disabled'
          ? 'It refuses every encoder until it is enabled.'
          : row.state === 'off'
            ? fallback === undefined || fallback === null
              ? 'No encoder is connected, and it has no fallback: listeners get an answer that there is nothing.'
              : `No encoder is connected. Listeners hear the fallback ${fallback}, if that is on the air.`
            : null}
      </Empty>
    </Panel>
  );
}

/** Renditions that are made of this mount. */
function Made({ of }: { of: string }) {
  const { renditions, mounts } = useCalmSight().board;
  const made = [...renditions.values()]
    .filter(each => each.from === of)
    .sort((a, b) => a.to.localeCompare(b.to));
  if (made.length === 0) {
    return null;
  }
  return (
    <Panel title="Renditions">
      <ul className={classes.list}>
        {made.map(each => (
          <li key={each.to}>
            <Anchor component={Link} to={mountPage(each.to)} size="sm">
              {each.to}
            </Anchor>
            <State kind={RENDITION_STATES[stateWord(each.state)].kind}>
              {RENDITION_STATES[stateWord(each.state)].word}
            </State>
            <span>{count(mounts.get(each.to)?.listeners ?? 0)} listeners</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The last titles, as the history has them. */
function Titles({ mount, title }: { mount: string; title: string }) {
  const songs = useQuery({
    queryKey: ['songs', mount, 10, title],
    placeholderData: before => before,
    queryFn: () => body(api.GET('/api/v1/songs', { params: { query: { mount, limit: 10 } } })),
  });
  const items = songs.data?.items ?? [];
  if (items.length === 0) {
    return null;
  }
  return (
    <Panel
      title="Titles"
      actions={
        <Anchor component={Link} to="/insights" size="sm">
          Insights
        </Anchor>
      }
    >
      <ul className={classes.list}>
        {items.map(song => (
          <li key={`${song.at} ${song.title}`}>
            <time dateTime={song.at}>{moment(song.at)}</time>
            <span>
              <IconMusic size={14} aria-hidden="true" /> {song.title}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
