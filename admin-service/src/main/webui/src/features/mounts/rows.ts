import type { Schemas } from '../../api/client';
import type { Board, LiveMount, LiveRendition } from '../../live/board';
import type { Seen } from '../../live/tracks';

export type MountView = Schemas['MountView'];

/** How a mount is; `unknown` until the first events have come. */
export type OnAir = 'live' | 'stalled' | 'off' | 'disabled' | 'unknown';

export const STATES: Record<OnAir, { word: string; kind: 'live' | 'good' | 'bad' | 'idle'; means: string }> =
  {
    live: { word: 'Live', kind: 'live', means: 'Its source sends audio.' },
    stalled: { word: 'Stalled', kind: 'bad', means: 'Its source is connected and sends nothing.' },
    off: { word: 'Off the air', kind: 'idle', means: 'It has no source.' },
    disabled: { word: 'Disabled', kind: 'idle', means: 'It refuses every source.' },
    unknown: { word: 'Connecting', kind: 'idle', means: 'Nobody has told yet.' },
  };

/** A mount as the list shows it: what is configured, and what is on the air. */
export interface Row {
  name: string;
  tenant: string;
  streamName: string;
  state: OnAir;
  configured: MountView | null;
  live: LiveMount | null;
  /** The rendition that makes it, if one does. */
  rendition: LiveRendition | null;
}

export function stateOf(configured: MountView | null, live: LiveMount | null, board: Board): OnAir {
  if (configured !== null && !configured.enabled) {
    return 'disabled';
  }
  if (live !== null) {
    return live.state === 'stalled' ? 'stalled' : 'live';
  }
  return board.known ? 'off' : 'unknown';
}

/** All mounts by name: those that are configured, and those on the air that nobody has configured. */
export function rowsOf(configured: readonly MountView[], board: Board, tenant: string | null = null): Row[] {
  const rows = new Map<string, Row>();
  for (const mount of configured) {
    const live = board.mounts.get(mount.name) ?? null;
    rows.set(mount.name, {
      name: mount.name,
      tenant: mount.tenant,
      streamName: mount.streamName ?? live?.streamName ?? '',
      state: stateOf(mount, live, board),
      configured: mount,
      live,
      rendition: board.renditions.get(mount.name) ?? null,
    });
  }
  for (const [name, live] of board.mounts) {
    if (!rows.has(name) && (tenant === null || live.tenant === tenant)) {
      rows.set(name, {
        name,
        tenant: live.tenant ?? '',
        streamName: live.streamName,
        state: stateOf(null, live, board),
        configured: null,
        live,
        rendition: board.renditions.get(name) ?? null,
      });
    }
  }
  return [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Those that have all the words in what the list shows of them, and the state if one is asked for. */
export function matching(rows: readonly Row[], words: string, state: OnAir | null): Row[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(row => {
    if (state !== null && row.state !== state) {
      return false;
    }
    const text =
      `${row.name} ${row.streamName} ${row.tenant} ${row.live?.title ?? ''} ${row.live?.contentType ?? ''}`.toLowerCase();
    return wanted.every(word => text.includes(word));
  });
}

/** Those with the most listeners first. */
export function busiest(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => (b.live?.listeners ?? -1) - (a.live?.listeners ?? -1));
}

/** The listeners of a mount, second by second; null where nobody looked or it was off the air. */
export function track(recent: readonly Seen[], mount: string): (number | null)[] {
  return recent.map(seen => seen.byMount.get(mount) ?? null);
}

/** A content type in a word: MP3. */
export function format(contentType: string): string {
  const known: Record<string, string> = {
    'audio/mpeg': 'MP3',
    'audio/aac': 'AAC',
    'audio/aacp': 'AAC+',
    'application/ogg': 'Ogg',
    'audio/ogg': 'Ogg',
    'audio/flac': 'FLAC',
    'audio/webm': 'WebM',
    'video/webm': 'WebM',
  };
  return known[contentType.toLowerCase()] ?? contentType;
}

/** Format and rate in short: MP3, 128 kbit/s. */
export function formatOf(live: LiveMount): string {
  const rate = live.bitrate ?? 0;
  return rate > 0 ? `${format(live.contentType)}, ${rate} kbit/s` : format(live.contentType);
}
