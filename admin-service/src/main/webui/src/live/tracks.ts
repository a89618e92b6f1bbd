import type { Board } from './board';

/** What was seen at one moment. */
export interface Seen {
  at: number;
  /** Null: nobody looked, because no events came. */
  listeners: number | null;
  byMount: ReadonlyMap<string, number>;
}

const KEPT = 180;

/** The last minutes, second by second. */
export class Tracks {
  #seen: readonly Seen[] = [];

  add(board: Board, at: number): readonly Seen[] {
    const seen: Seen =
      board.connected && board.known
        ? {
            at,
            listeners: board.totals?.listeners ?? 0,
            byMount: new Map([...board.mounts].map(([name, mount]) => [name, mount.listeners ?? 0])),
          }
        : { at, listeners: null, byMount: new Map() };
    this.#seen = [...this.#seen.slice(1 - KEPT), seen];
    return this.#seen;
  }
}
