import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useAddresses } from '../../api/lists';
import { Loading } from '../../parts/Loading';
import { Panel } from '../../parts/Panel';
import { Snippet } from '../../parts/Snippet';
import { State } from '../../parts/State';
import { Trouble } from '../../parts/Trouble';
import { embedCode, isWeb, placesOf, type Places } from './listen';
import { usePreview } from './preview';
import type { Row } from './rows';
import classes from './listen.module.css';

/** What listeners hear, and how they come to it. */
export function ListenTab({ row }: { row: Row }) {
  const addresses = useAddresses();
  if (addresses.isPending) {
    return <Loading what="addresses" />;
  }
  if (addresses.data === undefined) {
    return <Trouble failure={addresses.error} again={() => void addresses.refetch()} />;
  }
  const places = placesOf(addresses.data.listen, row.name);
  return (
    <>
      <Preview row={row} url={places.stream} />
      <Panel title="Embed">
        <Text size="sm" c="dimmed" mb="sm">
          Paste this into any page. The player is as wide as its place and 80 px high; while the mount is off
          the air it says so.
        </Text>
        <Snippet
          text={embedCode(places, row.streamName === '' ? row.name : row.streamName)}
          label="embed code"
        />
      </Panel>
      <Panel title="Links">
        <Links places={places} />
      </Panel>
    </>
  );
}

function Preview({ row, url }: { row: Row; url: string }) {
  const { sound, play, stop } = usePreview(url);
  const playing = sound === 'playing' || sound === 'connecting';
  const onAir = row.state === 'live' || row.state === 'stalled';
  return (
    <Panel title="Preview">
      <Group gap="md">
        {playing ? (
          <Button leftSection={<IconPlayerStop size={16} />} variant="default" onClick={stop}>
            Stop
          </Button>
        ) : (
          <Button leftSection={<IconPlayerPlay size={16} />} onClick={play} disabled={!onAir}>
            Play
          </Button>
        )}
        <span role="status" className={classes.sound}>
          {sound === 'playing' ? (
            <State kind="live">Playing what listeners hear</State>
          ) : sound === 'connecting' ? (
            'Connecting'
          ) : onAir ? (
            'Counts as one listener while it plays.'
          ) : (
            'Off the air: there is nothing to hear.'
          )}
        </span>
      </Group>
      {sound === 'blocked' && (
        <Alert color="alarm" variant="light" role="alert" mt="md">
          <Group justify="space-between" gap="md">
            <span>
              This page was loaded before it was known that listeners listen at {url}. Load it again.
            </span>
            <Button size="xs" variant="default" onClick={() => location.reload()}>
              Load again
            </Button>
          </Group>
        </Alert>
      )}
      {sound === 'failed' && (
        <Alert color="alarm" variant="light" role="alert" mt="md">
          This browser cannot play it. Either it does not know {row.live?.contentType ?? 'the format'}, or it
          cannot reach {url}.
          {location.protocol === 'https:' &&
            url.startsWith('http:') &&
            ' This page is https and that address is http, which browsers refuse: set publicUrl to an https address.'}
        </Alert>
      )}
    </Panel>
  );
}

function Links({ places }: { places: Places }) {
  const links = [
    { label: 'Player page', url: places.player },
    { label: 'Stream', url: places.stream },
    ...places.playlists.map(each => ({ label: `Playlist, ${each.kind}`, url: each.url })),
  ];
  return (
    <dl className={classes.links}>
      {links.map(({ label, url }) => (
        <div key={label}>
          <dt>
            {isWeb(url) ? (
              <Anchor href={url} target="_blank" rel="noopener noreferrer nofollow" size="sm">
                {label}
              </Anchor>
            ) : (
              label
            )}
          </dt>
          <dd>
            <Snippet text={url} label={label} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
