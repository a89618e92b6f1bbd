import { expect, test } from 'vitest';
import type { LiveServices } from './board';
import { Lost, TOLD_MS } from './lost';

function services(...ids: string[]): LiveServices {
  return {
    ingests: 0,
    edges: ids.length,
    transcoders: 0,
    admins: 1,
    nodes: ids.map(id => ({ id, role: 'edge', version: '1', port: 8000, since: '2026-01-01T00:00:00Z' })),
  };
}

test('who has gone is told of, until it is back or some minutes are over', () => {
  const lost = new Lost();
  expect(lost.look(services('edge-1', 'edge-2'), 0)).toEqual([]);
  expect(lost.look(services('edge-1'), 1_000).map(each => [each.node.id, each.at])).toEqual([
    ['edge-2', 1_000],
  ]);
  const same = lost.look(services('edge-1'), 2_000);
  expect(lost.look(services('edge-1'), 3_000)).toBe(same);
  expect(lost.look(services('edge-1', 'edge-2'), 4_000)).toEqual([]);
  lost.look(services('edge-2'), 5_000);
  expect(lost.look(services('edge-2'), 4_999 + TOLD_MS)).toHaveLength(1);
  expect(lost.look(services('edge-2'), 5_000 + TOLD_MS)).toEqual([]);
});

test('nobody is missed by those who are not told names', () => {
  const lost = new Lost();
  lost.look(services('edge-1'), 0);
  expect(lost.look(null, 1)).toEqual([]);
  expect(lost.look({ ingests: 0, edges: 0, transcoders: 0, admins: 1 }, 2)).toEqual([]);
});
