import { expect, test } from 'vitest';
import { EMPTY, type Board, type LiveMount, type LiveRendition } from './board';
import { KEPT, sources, Tracks } from './tracks';

function mount(bytesIn: number, bytesOut: number, listeners = 3): LiveMount {
  return {
    name: '/live',
    state: 'live',
    contentType: 'audio/mpeg',
    streamName: 'FM',
    genre: '',
    public: true,
    title: '',
    listeners,
    peak: 5,
    bytesIn,
    bytesOut,
    since: '2026-01-01T00:00:00Z',
  };
}

function board(of: LiveMount, connected = true): Board {
  return {
    ...EMPTY,
    connected,
    known: true,
    mounts: new Map([['/live', of]]),
    totals: { mounts: 1, listeners: of.listeners },
  };
}

test('rate is unknown at first, then bits a second between the last two times', () => {
  const tracks = new Tracks();
  expect(tracks.add(board(mount(0, 0)), 0).at(-1)).toMatchObject({
    bitsIn: null,
    bitsOut: null,
    listeners: 3,
  });
  for (let s = 1; s < 10; s++) {
    tracks.add(board(mount(0, 0)), s * 1000);
  }
  expect(tracks.add(board(mount(160_000, 480_000)), 10_000).at(-1)).toMatchObject({
    bitsIn: 128_000,
    bitsOut: 384_000,
  });
  expect(tracks.add(board(mount(160_000, 480_000)), 11_000).at(-1)).toMatchObject({ bitsIn: 128_000 });
});

test('a source that has come to nothing has no rate', () => {
  const tracks = new Tracks();
  tracks.add(board(mount(100, 100)), 0);
  tracks.add(board(mount(160_100, 160_100)), 10_000);
  expect(tracks.add(board(mount(160_100, 160_100)), 26_000).at(-1)).toMatchObject({ bitsIn: 0, bitsOut: 0 });
});

test('a counter that began again gives no negative traffic', () => {
  const tracks = new Tracks();
  tracks.add(board(mount(500_000, 900_000)), 0);
  expect(tracks.add(board(mount(600_000, 10)), 10_000).at(-1)).toMatchObject({
    bitsIn: 80_000,
    bitsOut: null,
  });
});

test('while no events come nothing is said, and old seconds are forgotten', () => {
  const tracks = new Tracks();
  let seen = tracks.add(board(mount(0, 0), false), 0);
  expect(seen.at(-1)?.listeners).toBeNull();
  for (let s = 1; s < KEPT + 20; s++) {
    seen = tracks.add(board(mount(0, 0)), s * 1000);
  }
  expect(seen).toHaveLength(KEPT);
  expect(seen[0]?.at).toBe(20_000);
});

test('what transcoders make is no traffic from sources', () => {
  const tracks = new Tracks();
  const made = { ...mount(0, 0), name: '/live.opus' };
  const before = board(mount(0, 0));
  const rendition = { from: '/live', to: '/live.opus', tenant: 'default', state: 'running' };
  const at = (bytes: number): Board => ({
    ...before,
    mounts: new Map([
      ['/live', mount(bytes, bytes)],
      ['/live.opus', { ...made, bytesIn: bytes / 2, bytesOut: bytes }],
    ]),
    renditions: new Map([['/live.opus', rendition as LiveRendition]]),
  });
  tracks.add(at(0), 0);
  expect(tracks.add(at(160_000), 10_000).at(-1)).toMatchObject({ bitsIn: 128_000, bitsOut: 256_000 });
  expect(sources(at(0)).map(each => each.name)).toEqual(['/live']);
});
