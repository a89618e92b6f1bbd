import type { Schemas } from '../../api/client';
import type { Board } from '../../live/board';
import { stateWord, type RenditionState } from './states';

export type RenditionView = Schemas['RenditionView'];

/** A rendition with what its transcoder says of it at this moment. */
export interface Row {
  view: RenditionView;
  state: RenditionState;
  reason: string;
  /** Seconds of audio made per second of CPU; null: not known. */
  speed: number | null;
  lagMs: number | null;
  node: string;
  /** Null: it is not on the air. */
  listeners: number | null;
}

/** Renditions by name, with the newest that was told of each. */
export function rowsOf(views: readonly RenditionView[], board: Board): Row[] {
  return views
    .map(view => {
      const live = board.renditions.get(view.to);
      // Reports may be older than a change of what it is made of.
      const told = live !== undefined && live.from === view.from ? live : null;
      const source = told ?? (board.known ? null : view);
      return {
        view,
        state: source === null ? 'unknown' : stateWord(source.state),
        reason: source?.reason ?? '',
        speed: source?.speed ?? null,
        lagMs: source?.lagMs ?? null,
        node: source?.node ?? '',
        listeners: board.mounts.get(view.to)?.listeners ?? null,
      };
    })
    .sort((a, b) => (a.view.to < b.view.to ? -1 : 1));
}

/** What it is encoded as, in short: Opus, 96 kbit/s, stereo. */
export function madeAs(view: RenditionView): string {
  const parts = [view.codec === 'mp3' ? 'MP3' : 'Opus', `${view.bitrate} kbit/s`];
  if (view.sampleRate !== undefined && view.sampleRate !== null) {
    parts.push(`${view.sampleRate / 1000} kHz`);
  }
  if (view.channels === 1) {
    parts.push('mono');
  }
  return parts.join(', ');
}

/** A speed as a factor of real time: 42×. */
export function factor(speed: number): string {
  return `${speed >= 10 ? Math.round(speed) : speed.toFixed(1)}×`;
}
