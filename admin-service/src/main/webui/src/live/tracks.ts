import type { Board, LiveMount } from './board';

/** What was seen at one moment. */
export interface Seen {
  at: number;
  /** Null: nobody looked, because no events came. */
  listeners: number | null;
  byMount: ReadonlyMap<string, number>;
  /** Bits per second from sources and to listeners; null while unknown. */
  bitsIn: number | null;
  bitsOut: number | null;
}

/** Seconds kept. */
export const KEPT = 180;

interface Counted {
  at: number;
  bytesIn: number;
  bytesOut: number;
  rateIn: number | null;
  rateOut: number | null;
}

/**
 * The last minutes, second by second. Bytes of a mount are told every ten seconds: its rate is that between the last
 * two times, until it is told again.
 */
export class Tracks {
  #seen: readonly Seen[] = [];
  readonly #counted = new Map<string, Counted>();

  add(board: Board, at: number): readonly Seen[] {
    const live = board.connected && board.known;
    this.#seen = [...this.#seen.slice(1 - KEPT), live ? this.#look(board, at) : nothing(at)];
    return this.#seen;
  }

  #look(board: Board, at: number): Seen {
    let bitsIn: number | null = null;
    let bitsOut: number | null = null;
    for (const mount of board.mounts.values()) {
      const counted = this.#count(mount.name, mount.bytesIn, mount.bytesOut, at);
      // What a transcoder makes comes from no source.
      if (!board.renditions.has(mount.name)) {
        bitsIn = plus(bitsIn, counted.rateIn);
      }
      bitsOut = plus(bitsOut, counted.rateOut);
    }
    for (const name of this.#counted.keys()) {
      if (!board.mounts.has(name)) {
        this.#counted.delete(name);
      }
    }
    const idle = board.mounts.size === 0 ? 0 : null;
    const idleIn = sources(board).length === 0 ? 0 : null;
    return {
      at,
      listeners: board.totals?.listeners ?? 0,
      byMount: new Map([...board.mounts].map(([name, mount]) => [name, mount.listeners])),
      bitsIn: bitsIn ?? idleIn,
      bitsOut: bitsOut ?? idle,
    };
  }

  #count(name: string, bytesIn: number, bytesOut: number, at: number): Counted {
    const last = this.#counted.get(name);
    if (
      last !== undefined &&
      last.bytesIn === bytesIn &&
      last.bytesOut === bytesOut &&
      at - last.at < 15_000
    ) {
      return last;
    }
    const seconds = last === undefined ? 0 : (at - last.at) / 1000;
    const next: Counted = {
      at,
      bytesIn,
      bytesOut,
      rateIn: last === undefined ? null : rate(bytesIn - last.bytesIn, seconds),
      rateOut: last === undefined ? null : rate(bytesOut - last.bytesOut, seconds),
    };
    this.#counted.set(name, next);
    return next;
  }
}

/** What is on the air of a source; the rest is made by transcoders. */
export function sources(board: Board): LiveMount[] {
  return [...board.mounts.values()].filter(mount => !board.renditions.has(mount.name));
}

/** A counter that is smaller than before has begun again: that is no rate. */
function rate(bytes: number, seconds: number): number | null {
  return seconds > 0 && bytes >= 0 ? (bytes * 8) / seconds : null;
}

function plus(sum: number | null, more: number | null): number | null {
  return more === null ? sum : (sum ?? 0) + more;
}

function nothing(at: number): Seen {
  return { at, listeners: null, byMount: new Map(), bitsIn: null, bitsOut: null };
}
