import type { Schemas } from '../api/client';

export type LiveMount = Schemas['LiveMount'];
export type LiveRendition = Schemas['LiveRendition'];
export type LiveServices = Schemas['LiveServices'];
export type LiveTotals = Schemas['LiveTotals'];

/** What is on the air, as the last events have said. Immutable. */
export interface Board {
  /** Whether events come; false: what is here may be old. */
  connected: boolean;
  /** Whether anything was told yet. */
  known: boolean;
  mounts: ReadonlyMap<string, LiveMount>;
  renditions: ReadonlyMap<string, LiveRendition>;
  services: LiveServices | null;
  totals: LiveTotals | null;
}

export const EMPTY: Board = {
  connected: false,
  known: false,
  mounts: new Map(),
  renditions: new Map(),
  services: null,
  totals: null,
};

/** An event by its name, with its data read. */
export type News =
  | { event: 'snapshot'; data: Schemas['LiveSnapshot'] }
  | { event: 'mount'; data: LiveMount }
  | { event: 'rendition'; data: LiveRendition }
  | { event: 'services'; data: LiveServices }
  | { event: 'totals'; data: LiveTotals }
  | { event: 'gone'; data: { kind: string; name: string } };

/** The board after an event. */
export function after(board: Board, news: News): Board {
  switch (news.event) {
    case 'snapshot':
      return {
        connected: true,
        known: true,
        mounts: new Map((news.data.mounts ?? []).map(m => [m.name ?? '', m])),
        renditions: new Map((news.data.renditions ?? []).map(r => [r.to ?? '', r])),
        services: news.data.services ?? null,
        totals: news.data.totals ?? null,
      };
    case 'mount':
      return { ...board, mounts: new Map(board.mounts).set(news.data.name ?? '', news.data) };
    case 'rendition':
      return { ...board, renditions: new Map(board.renditions).set(news.data.to ?? '', news.data) };
    case 'services':
      return { ...board, services: news.data };
    case 'totals':
      return { ...board, totals: news.data };
    case 'gone': {
      if (news.data.kind === 'rendition') {
        const renditions = new Map(board.renditions);
        renditions.delete(news.data.name);
        return { ...board, renditions };
      }
      const mounts = new Map(board.mounts);
      mounts.delete(news.data.name);
      return { ...board, mounts };
    }
  }
}
