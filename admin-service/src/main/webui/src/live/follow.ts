import { after, EMPTY, type Board, type News } from './board';
import { Lost, type LostNode } from './lost';
import { Tracks, type Seen } from './tracks';

const EVENTS = ['snapshot', 'mount', 'rendition', 'services', 'totals', 'gone'] as const;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;

/** What the board and its recent past are at one moment. */
export interface Sight {
  board: Board;
  /** Samples of the last minutes, one each second, oldest first. */
  recent: readonly Seen[];
  /** Services that have gone in the last minutes. */
  lost: readonly LostNode[];
}

/**
 * Follows what is on the air. The browser comes back by itself after a stream that ended; where it gives up, as after
 * an answer that is no stream, this tries again.
 */
export class Follower {
  #sight: Sight = { board: EMPTY, recent: [], lost: [] };
  #source: EventSource | null = null;
  #pause = FIRST_PAUSE;
  #again: ReturnType<typeof setTimeout> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;
  readonly #tracks = new Tracks();
  readonly #lost = new Lost();
  readonly #listeners = new Set<() => void>();
  readonly #refused: () => void;

  /** @param refused called when the service will not let us follow: the session may be over */
  constructor(refused: () => void) {
    this.#refused = refused;
  }

  readonly sight = (): Sight => this.#sight;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  begin(): void {
    this.#open();
    this.#tick = setInterval(() => {
      const { board } = this.#sight;
      const at = Date.now();
      this.#set({ board, recent: this.#tracks.add(board, at), lost: this.#lost.look(board.services, at) });
    }, 1_000);
  }

  end(): void {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#again);
    clearInterval(this.#tick);
    this.#board({ ...this.#sight.board, connected: false });
  }

  #open(): void {
    const source = new EventSource('/api/v1/events');
    this.#source = source;
    for (const event of EVENTS) {
      source.addEventListener(event, message => {
        const data: unknown = JSON.parse((message as MessageEvent<string>).data);
        this.#pause = FIRST_PAUSE;
        this.#board(after(this.#sight.board, { event, data } as News));
      });
    }
    source.onopen = () => this.#board({ ...this.#sight.board, connected: true });
    source.onerror = () => {
      this.#board({ ...this.#sight.board, connected: false });
      if (source.readyState === EventSource.CLOSED) {
        this.#refused();
        this.#again = setTimeout(() => this.#open(), this.#pause);
        this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
      }
    };
  }

  #board(board: Board): void {
    this.#set({ ...this.#sight, board });
  }

  #set(sight: Sight): void {
    this.#sight = sight;
    this.#listeners.forEach(listener => listener());
  }
}
