import { expect, test } from 'vitest';
import { after, EMPTY, type LiveMount } from './board';

const live = { name: '/live', listeners: 2, title: 'One' } as LiveMount;

test('a snapshot replaces all there was', () => {
  const before = after(EMPTY, { event: 'mount', data: { ...live, name: '/old' } });
  const now = after(before, {
    event: 'snapshot',
    data: {
      mounts: [live],
      renditions: [],
      services: { ingests: 1, edges: 2, transcoders: 0, admins: 1 },
      totals: { mounts: 1, listeners: 2 },
    },
  });
  expect([...now.mounts.keys()]).toEqual(['/live']);
  expect(now).toMatchObject({
    connected: true,
    known: true,
    services: { edges: 2 },
    totals: { listeners: 2 },
  });
});

test('a mount changes, and goes', () => {
  const one = after(EMPTY, { event: 'mount', data: live });
  const two = after(one, { event: 'mount', data: { ...live, title: 'Two' } });
  expect(one.mounts.get('/live')?.title).toBe('One');
  expect(two.mounts.get('/live')?.title).toBe('Two');
  expect(after(two, { event: 'gone', data: { kind: 'mount', name: '/live' } }).mounts.size).toBe(0);
});

test('a rendition that goes leaves the mount of its name', () => {
  const both = after(after(EMPTY, { event: 'mount', data: live }), {
    event: 'rendition',
    data: { from: '/a', to: '/live', state: 'running', node: 't' },
  });
  const gone = after(both, { event: 'gone', data: { kind: 'rendition', name: '/live' } });
  expect(gone.renditions.size).toBe(0);
  expect(gone.mounts.size).toBe(1);
});
